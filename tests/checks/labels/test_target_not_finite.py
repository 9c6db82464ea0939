"""The check target-not-finite: targets are finite."""

from __future__ import annotations

import numpy as np

from conformance.records import Loss
from tests.checks.made import normal
from tests.checks.paired import answer, records

X = normal(64, 6)
NUMBERS = X.sum(axis=1, keepdims=True)


def _given(y, loss, output=(None, 1), **options):
    return records((X, y), inputs=[(None, 6)], outputs=[output], losses=loss, **options)


class TestTargetNotFinite:
    BAD = np.where(np.arange(64)[:, None] == 20, np.nan, NUMBERS)

    def test_says_where(self):
        found = answer("target-not-finite", _given(self.BAD, "mse"))
        assert found.where == "y, batch 1, element (4, 0)"
        assert "1 of 64 (1.56 %)" in found.message

    def test_an_own_loss_may_mask_them(self):
        found = answer("target-not-finite", _given(self.BAD, Loss("mine", custom=True)))
        assert found.status == "warn"

    def test_passes(self):
        assert answer("target-not-finite", _given(NUMBERS, "mse")).status == "pass"
