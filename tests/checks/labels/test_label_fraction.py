"""The check label-fraction: class ids are whole numbers."""

from __future__ import annotations

import numpy as np
import pytest

from tests.checks.made import normal
from tests.checks.paired import answer, records

RANDOM = np.random.RandomState(0)
X = normal(64, 6)
IDS = RANDOM.randint(0, 4, 64)


def _given(y, loss, output=(None, 1), **options):
    return records((X, y), inputs=[(None, 6)], outputs=[output], losses=loss, **options)


class TestLabelFraction:
    def test_scaled_ratings(self):
        found = answer("label-fraction", _given(IDS / 4, "sparse", (None, 4)))
        assert found.message.startswith("y holds fractions (0.25, 0.5, 0.75)")
        assert "mean_squared_error" in found.fix

    def test_a_resized_mask(self):
        masks = RANDOM.uniform(0, 3, (64, 4, 4))
        assert (
            'method="nearest"'
            in answer("label-fraction", _given(masks, "sparse", (None, 4, 4, 4))).fix
        )

    @pytest.mark.parametrize(("y", "loss"), [(IDS.astype("float32"), "sparse"), (IDS / 4, "mse")])
    def test_passes(self, y, loss):
        assert answer("label-fraction", _given(y, loss, (None, 4))).status in ("pass", "skip")
