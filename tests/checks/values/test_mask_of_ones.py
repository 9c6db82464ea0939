"""mask-of-ones: a mask beside padded ids marks the padding."""

from __future__ import annotations

import numpy as np
import pytest

from conformance.results import NOT_APPLICABLE
from tests.checks.made import contract, layer, one_pass, result

RANDOM = np.random.RandomState(0)


ROWS, STEPS = 64, 12


THERE = np.arange(STEPS) < RANDOM.randint(3, 10, ROWS)[:, None]


IDS = np.where(THERE, RANDOM.randint(2, 40, (ROWS, STEPS)), 0).astype("int32")


LABEL = np.arange(ROWS) % 2


class TestMaskOfOnes:
    def _judge(self, mask, ids=IDS, **facts):
        elements = one_pass({"ids": ids, "mask": mask}, LABEL)
        model = contract(layer("Embedding", **facts))
        return result("mask-of-ones", elements=elements, contract=model)

    @pytest.mark.parametrize("dtype", ["int32", "float32", "bool"])
    def test_ones_beside_padded_ids(self, dtype):
        found = self._judge(np.ones_like(IDS).astype(dtype))
        assert found.status == "warn"
        assert (
            "of `x['ids']`, which has the same shape, are padded with 0 at the end" in found.message
        )

    @pytest.mark.parametrize("mask", [IDS != 0, np.zeros_like(IDS), np.ones((ROWS, 3), "int32")])
    def test_other_companions(self, mask):
        assert self._judge(mask.astype("int32")).kind == NOT_APPLICABLE

    def test_ids_without_padding(self):
        assert self._judge(np.ones_like(IDS), IDS + 1).status == "pass"
        assert self._judge(np.ones_like(IDS), np.where(THERE, IDS, 1)).status == "pass"

    def test_padding_that_is_masked_by_its_value(self):
        assert self._judge(np.ones_like(IDS), masks=True, mask_value=0.0).kind == NOT_APPLICABLE
