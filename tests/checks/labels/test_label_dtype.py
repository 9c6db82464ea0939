"""The check label-dtype: targets are numbers."""

from __future__ import annotations

import numpy as np

from conformance.records import Loss
from tests.checks.made import normal
from tests.checks.paired import answer, records

RANDOM = np.random.RandomState(0)
X = normal(64, 6)
IDS = RANDOM.randint(0, 4, 64)


def _given(y, loss, output=(None, 1), **options):
    return records((X, y), inputs=[(None, 6)], outputs=[output], losses=loss, **options)


class TestLabelDtype:
    NAMES = np.array(["ant", "bee", "cat", "dog"])[IDS]

    def test_strings(self):
        found = answer("label-dtype", _given(self.NAMES, "sparse", (None, 4)))
        assert found.message == "y holds strings and sparse_categorical_crossentropy needs numbers"

    def test_numbers_and_own_losses_pass(self):
        assert answer("label-dtype", _given(IDS, "sparse", (None, 4))).status == "pass"
        own = Loss("mine", custom=True)
        assert answer("label-dtype", _given(self.NAMES, own, (None, 4))).status == "skip"
