"""The check interleave-endless, on hand-written records."""

from __future__ import annotations

import pytest

from conformance.records import INFINITE, UNKNOWN, Function, Plan
from tests.checks.made import chain, node, result

ENDLESS = Function("read", endless=True)


class TestInterleaveEndless:
    def _judge(self, source, op="interleave", function=ENDLESS, **attributes):
        attributes = attributes or {"cycle_length": 2}
        inner = node(op, UNKNOWN, function=function, inputs=[source], **attributes)
        return result("interleave-endless", plan=chain(node("batch", UNKNOWN), inner, source))

    def test_more_sources_than_are_open(self):
        found = self._judge(node("tensor_slices", 6))
        assert "the other 4 of 6 sources are never opened" in found.message
        assert found.fix.endswith("cycle_length=6")

    def test_flat_map_reads_one_at_a_time(self):
        found = self._judge(node("tensor_slices", 6), op="flat_map")
        assert "reads 1 of them at a time" in found.message

    def test_sources_that_are_repeated_as_well(self):
        source = node("repeat", INFINITE, inputs=[node("tensor_slices", 6)])
        inner = node("interleave", UNKNOWN, function=ENDLESS, inputs=[source], cycle_length=2)
        assert "of 6 sources" in result("interleave-endless", plan=Plan(inner)).message

    @pytest.mark.parametrize(
        ("sources", "status"), [(2, "pass"), (UNKNOWN, "skip"), (INFINITE, "skip")]
    )
    def test_all_open_or_not_counted(self, sources, status):
        assert self._judge(node("tensor_slices", sources)).status == status

    def test_a_number_chosen_at_run_time(self):
        assert self._judge(node("tensor_slices", 6), cycle_length=-1).status == "skip"

    def test_sources_that_end(self):
        assert self._judge(node("tensor_slices", 6), function=Function("read")).status == "skip"
