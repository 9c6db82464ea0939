"""The check channels-first: images have their channels where the model looks for them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from conformance.records import (
    LayerFacts,
)
from tests.checks.made import normal
from tests.checks.paired import answer, records

X = normal(64, 6)
Y = (X[:, :1] > 0).astype("float32")


class TestChannelsFirst:
    CONV = LayerFacts("conv", "Conv2D", data_format="channels_last")

    def _verdict(self, shape, *layers, **options):
        images = np.zeros((16, *shape), "float32")
        return answer("channels-first", records((images, Y[:16]), layers=layers, **options))

    def test_fires(self):
        found = self._verdict((3, 24, 24), self.CONV)
        assert "it reads 24 channels of 3 by 24 pixels" in found.message

    @pytest.mark.parametrize(
        ("shape", "layers"),
        [
            ((24, 24, 3), (CONV,)),
            ((3, 24, 24), ()),
            ((3, 24, 24), (LayerFacts("permute", "Permute"), CONV)),
            ((3, 24, 24), (replace(CONV, data_format="channels_first"),)),
            ((3, 24, 16), (CONV,)),
            ((3, 4, 4), (CONV,)),
            ((12, 24, 24), (CONV,)),
        ],
    )
    def test_passes(self, shape, layers):
        assert self._verdict(shape, *layers).status in ("pass", "skip")
