"""The check repeat-and-epochs, on hand-written records."""

from __future__ import annotations

import pytest

from conformance.records import (
    Arguments,
)
from tests.checks.made import chain, node, result


@pytest.mark.parametrize(
    ("count", "fit", "status"),
    [
        (10, {"epochs": 10}, "warn"),
        (2, {"epochs": 3}, "warn"),
        (10, {}, "pass"),
        (-1, {"epochs": 3}, "skip"),
        (10, {"epochs": 3, "steps_per_epoch": 7}, "skip"),
    ],
)
def test_repeat_and_epochs(count, fit, status):
    plan = chain(node("prefetch"), node("repeat", count=count), node("batch"))
    found = result("repeat-and-epochs", plan=plan, arguments=Arguments(fit))
    assert found.status == status
