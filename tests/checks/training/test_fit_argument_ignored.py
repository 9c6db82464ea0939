"""The check fit-argument-ignored, on hand-written records."""

from __future__ import annotations

import pytest

from conformance.records import Arguments, Build
from tests.checks.made import normal, one_pass, result


class TestArguments:
    @pytest.mark.parametrize(("size", "status"), [(64, "warn"), (16, "pass")])
    def test_a_batch_size_that_is_ignored(self, size, status):
        found = result(
            "fit-argument-ignored",
            arguments=Arguments({"batch_size": size}),
            build=Build(type_name="_PrefetchDataset"),
            elements=one_pass(normal(40)),
        )
        assert found.status == status
