"""The check sequence-length, on hand-written records."""

from __future__ import annotations

import numpy as np
import pytest

from conformance.records import (
    Build,
    Epochs,
    Failure,
    SequenceFacts,
)
from tests.checks.made import normal, one_pass, result


class TestSequence:
    def _length(self, rows, length, delivered, epochs=None, **facts):
        sequence = SequenceFacts(length, "Rows", source_rows=rows, source_names=("x", "y"), **facts)
        return result(
            "sequence-length",
            sequence=sequence,
            elements=one_pass(normal(delivered), batch=64),
            build=Build(kind="sequence"),
            epochs=epochs,
        )

    def test_rounded_down(self):
        found = self._length(250, 3, 192)
        assert found.status == "fail"
        assert "58 of 250 (23.2 %) are never delivered" in found.message
        assert found.fix.startswith("return math.ceil(len(self.x) / batch_size)")

    def test_the_same_rows_weigh_more(self):
        same = Epochs(second=one_pass(normal(192), batch=64))
        other = Epochs(second=one_pass(normal(192, seed=1), batch=64))
        assert self._length(220, 3, 192, same).status == "fail"
        assert self._length(220, 3, 192, other).status == "warn"

    def test_one_too_many(self):
        assert "batch 4 is empty: there are 4" in self._length(256, 5, 256, empty_index=4).message
        failure = Failure("ValueError", "need at least one array", "elements", batch=4)
        found = self._length(256, 5, 256, index_failure=failure, failing_index=4)
        assert "batch 4 raises ValueError" in found.message

    def test_complete_and_nearly_complete_pass(self):
        assert self._length(250, 4, 250).status == "pass"
        assert self._length(194, 3, 192).status in ("fail", "warn")
        assert self._length(193, 3, 192).status == "pass"


class TestRowNumbersHeld:
    @pytest.mark.parametrize(("orders", "status"), [((), "fail"), ((48,), "skip")])
    def test_a_part_drawn_anew(self, orders, status):
        elements = one_pass(np.random.RandomState(0).normal(size=(48, 3)))
        facts = SequenceFacts(3, "Balanced", source_rows=480, source_names=("x", "y"))
        facts.orders = frozenset(orders)
        found = result("sequence-length", sequence=facts, elements=elements, build=None)
        assert found.status == status
