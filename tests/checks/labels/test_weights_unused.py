"""The check weights-unused: a train_step of one's own uses the weights."""

from __future__ import annotations

import numpy as np
import pytest

from tests.checks.made import normal
from tests.checks.paired import answer, records

X = normal(64, 6)
Y = X[:, :1]


def _stepped(used, *, own=True, weighted=True):
    element = (X, Y, np.linspace(0.1, 4, 64)) if weighted else (X, Y)
    given = records(element, inputs=[(None, 6)])
    given["contract"].custom_train_step = own
    given["training"].weights_used = used
    return answer("weights-unused", given)


def test_the_same_step_whatever_the_examples_weigh():
    found = _stepped(False)
    assert found.status == "fail"
    assert "leaves them out" in found.message


def test_another_step_under_other_weights():
    assert "ends at another place" in _stepped(True).compared


@pytest.mark.parametrize(
    ("used", "options", "reason"),
    [
        (None, {}, "could not be told from chance"),
        (False, {"own": False}, "Keras' own"),
        (False, {"weighted": False}, "neither sample weights nor class weights"),
    ],
    ids=["unknown", "Keras' own step", "no weights"],
)
def test_does_not_apply(used, options, reason):
    found = _stepped(used, **options)
    assert found.status == "skip"
    assert reason in found.message
