"""The check fit-argument-refused, on hand-written records."""

from __future__ import annotations

import pytest

from conformance.records import Arguments, Build
from tests.checks.made import result


class TestArguments:
    @pytest.mark.parametrize("name", ["validation_split", "y", "sample_weight"])
    def test_arguments_for_arrays_only(self, name):
        arguments = Arguments({name: 0.2})
        found = result("fit-argument-refused", arguments=arguments, build=Build())
        assert found.status == "fail"
        arrays = Build(kind="arrays")
        assert result("fit-argument-refused", arguments=arguments, build=arrays).status == "skip"

    def test_a_validation_split_of_zero_is_none(self):
        arguments = Arguments({"validation_split": 0.0})
        assert result("fit-argument-refused", arguments=arguments, build=Build()).status == "pass"
