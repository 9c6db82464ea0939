"""rows-die-out: no epoch draws its order from the last one's."""

from __future__ import annotations

import numpy as np

from conformance.records import Epochs, SequenceFacts
from tests.checks.made import judge, one_pass


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
