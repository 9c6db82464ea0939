"""The checks of sources that are mixed, of rows that die out and of folders, on hand-written records."""

from __future__ import annotations

import numpy as np

from conformance.records import INFINITE, UNKNOWN, Epochs, Function, SequenceFacts
from tests.checks.made import chain, judge, node, normal, one_pass

ENDLESS = Function("read", endless=True)


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


def _drawn(rows):
    return one_pass(np.asarray(rows, "float32")[:, None])


ALL = np.arange(100)
FIRST = np.random.RandomState(0).choice(ALL, 100)
SECOND = np.random.RandomState(1).choice(FIRST, 100)


class TestRowsDieOut:
    def _judge(self, second, third):
        epochs = Epochs(second=_drawn(second), third=None if third is None else _drawn(third))
        sequence = SequenceFacts(7, "Rows")
        return judge("rows-die-out", sequence=sequence, elements=_drawn(ALL), epochs=epochs)

    def test_each_epoch_draws_from_the_last(self):
        found = self._judge(FIRST, SECOND)
        counts = len(set(FIRST)), len(set(SECOND))
        assert found.actual == f"100, {counts[0]}, {counts[1]}"
        assert found.where == "Rows.on_epoch_end"

    def test_a_bootstrap_brings_rows_back(self):
        assert self._judge(FIRST, np.random.RandomState(2).choice(ALL, 100)) is None

    def test_a_sequence_that_grows_shorter(self):
        assert self._judge(FIRST[:80], SECOND[:60]) is None

    def test_two_epochs_are_not_enough(self):
        assert self._judge(FIRST, None) is None
