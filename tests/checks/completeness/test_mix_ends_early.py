"""The check mix-ends-early, on hand-written records."""

from __future__ import annotations

import numpy as np
import pytest

from conformance.records import INFINITE, UNKNOWN
from tests.checks.made import chain, node, normal, one_pass, result


def _mix(sizes, *after, stop=True, turns=None, shuffled=True):
    turns = len(sizes) if turns is None else turns
    counter = node("range", turns, start=0, stop=turns, step=1)
    selector = node("repeat", INFINITE, inputs=[counter])
    sources = [node("tensor_slices", size) for size in sizes]
    if shuffled:
        sources = [node("shuffle", s.cardinality, inputs=[s]) for s in sources]
    mix = node("choose", UNKNOWN, inputs=[selector, *sources], stop_on_empty_dataset=stop)
    return chain(*[node(op) for op in after or ("batch",)], mix)


def _epoch(labels):
    return one_pass(normal(len(labels)), np.asarray(labels, "float32"))


MIXED = np.random.RandomState(0).randint(0, 2, 36)


BY_CLASS = np.arange(36) % 3


class TestMixEndsEarly:
    def _judge(self, plan, labels=MIXED):
        return result("mix-ends-early", plan=plan, elements=_epoch(labels))

    def test_the_smallest_source_ends_the_epoch(self):
        found = self._judge(_mix([300, 240, 12]))
        assert found.status == "fail"
        assert "(300, 240, 12) ends the epoch: 516 of 552 (93.5 %) elements" in found.message

    def test_sources_that_are_drawn(self):
        plan = _mix([300, 240, 12])
        mix = plan.root.inputs[0]
        mix.inputs[0] = node("map", INFINITE, inputs=[node("random", INFINITE)])
        found = self._judge(plan)
        assert found.status == "warn"
        assert found.where == "sample_from_datasets"

    def test_classes_that_are_undersampled(self):
        assert self._judge(_mix([300, 240, 12]), BY_CLASS).status == "warn"

    @pytest.mark.parametrize(
        "plan", [_mix([300, 240, 12], turns=5), _mix([300, 12], "shuffle", "batch")]
    )
    def test_rows_whose_source_is_not_known(self, plan):
        assert self._judge(plan).status == "warn"

    def test_sources_without_a_shuffle_lose_the_same_rows(self):
        found = self._judge(_mix([300, 240, 12], shuffled=False))
        assert "the same ones in every epoch" in found.message

    @pytest.mark.parametrize(
        "plan",
        [
            _mix([300, 240, 12], stop=False),
            _mix([300, 240, UNKNOWN]),
            _mix([300, 240, 12], "batch", "take"),
            _mix([300, 240, 12], "batch", "filter"),
            chain(node("batch"), node("tensor_slices", 500)),
        ],
    )
    def test_what_is_lost_is_not_known(self, plan):
        assert self._judge(plan).status == "skip"

    def test_little_is_lost(self):
        assert self._judge(_mix([14, 12, 12])).status == "pass"

    def test_batches_that_are_mixed_are_counted_as_such(self):
        found = self._judge(_mix([30, 2], "prefetch"))
        assert "29 of 32" in found.message
