"""The check unequal-zip, on hand-written records."""

from __future__ import annotations

from conformance.records import (
    INFINITE,
    UNKNOWN,
    Plan,
)
from tests.checks.made import node, result


class TestZip:
    def _judge(self, *parts):
        return result("unequal-zip", plan=Plan(node("zip", inputs=list(parts))))

    def test_a_shorter_part(self):
        found = self._judge(node("tensor_slices", 300), node("tensor_slices", 180))
        assert "part 1 holds 180 elements, part 0 holds 300" in found.message

    def test_counters_repeats_and_lags_pass(self):
        rows = node("tensor_slices", 300)
        assert self._judge(rows, node("range", 1000)).status == "skip"
        endless = node("repeat", INFINITE, inputs=[node("tensors", 1)])
        assert self._judge(rows, endless).status == "skip"
        assert self._judge(rows, node("skip", 299, count=1, inputs=[rows])).status == "pass"
        assert self._judge(rows, node("map", UNKNOWN)).status == "skip"

    def test_parts_that_are_shuffled_by_themselves_meet_by_chance(self):
        def part(rows, **seeds):
            return node("shuffle", rows, inputs=[node("tensor_slices", rows)], **seeds)

        assert self._judge(part(300), part(600)).status == "pass"
        assert self._judge(part(300), part(600, seed=7, seed2=7)).status == "pass"
        in_step = dict(buffer_size=300, seed=7, seed2=7)
        assert self._judge(part(300, **in_step), part(600, **in_step)).status == "fail"
        assert self._judge(part(300), node("tensor_slices", 600)).status == "fail"

    def test_a_part_that_skips_a_batch(self):
        batches = node("batch", 10, batch_size=20, inputs=[node("tensor_slices", 200)])
        late = node("skip", 9, count=1, inputs=[batches])
        found = self._judge(batches, late)
        assert found.status == "warn"
        assert "meets what stands 20 rows later" in found.message
