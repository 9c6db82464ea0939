"""imaginary-discarded: no cast drops the imaginary part of a spectrum."""

from __future__ import annotations

import pytest

from conformance.records import (
    Function,
)
from tests.checks.made import chain, node, result


class TestImaginaryDiscarded:
    @pytest.mark.parametrize(
        ("facts", "status"),
        [
            ({"real_of_transform": True}, "warn"),
            ({"ops": frozenset({"RFFT", "ComplexAbs"})}, "pass"),
            ({}, "skip"),
        ],
        ids=["cast", "its size", "no transform"],
    )
    def test_a_spectrum(self, facts, status):
        function = Function("spectrum", **facts)
        plan = chain(node("batch"), node("map", function=function), node("tensor_slices"))
        found = result("imaginary-discarded", plan=plan)
        assert found.status == status
