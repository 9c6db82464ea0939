"""The check shuffle-buffer-small, on hand-written records."""

from __future__ import annotations

import numpy as np

from tests.checks.made import (
    chain,
    result,
)
from tests.checks.randomness.made import Y, a_batch, a_pass, a_shuffle, a_source


class TestShuffleBuffer:
    def _judge(self, buffer, labels=Y, batch=16):
        plan = chain(a_batch(batch), a_shuffle(buffer), a_source())
        return result("shuffle-buffer-small", plan=plan, elements=a_pass(y=labels, batch=batch))

    def test_smaller_than_a_batch(self):
        found = self._judge(8)
        assert found.status == "warn"
        assert "shuffle(8) holds fewer examples than batch(16) takes" in found.message

    def test_smaller_than_the_data_but_mixed(self):
        assert self._judge(60).status == "pass"

    def test_as_large_as_the_data(self):
        assert self._judge(240).status == "pass"

    def test_classes_in_runs(self):
        runs = (np.arange(240) // 24) % 2
        mixed = np.random.RandomState(0).permutation(240)[:120]
        labels = runs.copy()
        labels[mixed] = np.random.RandomState(1).randint(0, 2, 120)
        assert "still come in runs" in self._judge(60, labels).message
