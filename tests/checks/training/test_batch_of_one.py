"""The check batch-of-one, on hand-written records."""

from __future__ import annotations

import numpy as np
import pytest

from conformance.records import (
    LayerFacts,
)
from tests.checks.made import contract, layer, one_pass, result


def _batch_of_one(x, sizes, *layers):
    elements = one_pass(x)
    elements.batch_sizes = sizes
    return result("batch-of-one", elements=elements, contract=contract(*layers))


class TestBatchOfOne:
    FLAT, IMAGES = np.zeros((8, 4), "float32"), np.zeros((8, 4, 4, 3), "float32")
    NORM = LayerFacts("norm", "BatchNormalization")

    def test_rows_one_by_one(self):
        found = _batch_of_one(self.FLAT, [1] * 8, layer("Dense"), self.NORM)
        assert "`norm` subtracts the mean of the batch" in found.message

    @pytest.mark.parametrize(
        ("x", "sizes", "layers"),
        [
            (IMAGES, [1] * 8, [NORM]),
            (FLAT, [1] * 8, [layer("Embedding"), NORM]),
            (FLAT, [1] * 8, [layer("Own", keras_own=False), NORM]),
        ],
        ids=["images", "ids", "a layer of one's own"],
    )
    def test_more_than_one_value_a_channel(self, x, sizes, layers):
        assert _batch_of_one(x, sizes, *layers).status == "skip"

    def test_a_last_one(self):
        assert _batch_of_one(self.FLAT, [4, 3, 2, 1], self.NORM).status == "pass"
        assert _batch_of_one(self.FLAT, [1, 1, 1], self.NORM).status == "skip"
