"""scaled-twice: features are not scaled to nothing."""

from __future__ import annotations

import numpy as np
import pytest

from tests.checks.made import (
    contract,
    does_not_apply,
    layer,
    one_pass,
    pairing,
    passes,
    result,
)

DENSE = layer("Dense", activation="relu")


def _images(low=0, high=256, dtype="uint8"):
    random = np.random.RandomState(0)
    return random.randint(low, high, size=(64, 8, 8, 3)).astype(dtype)


class TestScaledTwice:
    def test_images_in_a_sliver(self):
        x = (_images() / 255 / 255).astype("float32")
        found = result(
            "scaled-twice", elements=one_pass(x), contract=contract(DENSE), pairing=pairing()
        )
        assert found.status == "fail"
        assert "they were scaled twice" in found.message

    def test_a_sliver_between_the_levels_may_be_dark(self):
        x = (np.random.RandomState(0).uniform(size=(64, 8, 8, 3)) / 255).astype("float32")
        found = result(
            "scaled-twice", elements=one_pass(x), contract=contract(DENSE), pairing=pairing()
        )
        assert found.status == "warn"
        assert "as if they were scaled twice" in found.message

    def test_names_the_rescaling_of_the_model(self):
        x = (_images() / 255).astype("float32")
        model = contract(layer("Rescaling", scale=(1 / 255, 0.0)), DENSE)
        found = result("scaled-twice", elements=one_pass(x), contract=model, pairing=pairing())
        assert "`rescaling` in the model multiplies them by 0.003922 again" in found.message

    def test_rescaling_then_batch_normalisation_passes(self):
        x = (_images() / 255).astype("float32")
        model = contract(layer("Rescaling", scale=(1 / 255, 0.0)), layer("BatchNormalization"))
        does_not_apply("scaled-twice", elements=one_pass(x), contract=model, pairing=pairing())

    @pytest.mark.parametrize("x", [_images() / 255, _images() / 127.5 - 1, np.zeros((64, 8, 8, 1))])
    def test_usual_images_pass(self, x):
        elements = one_pass(x.astype("float32"))
        passes("scaled-twice", elements=elements, contract=contract(DENSE), pairing=pairing())

    def test_images_cut_to_black_warn_and_binary_images_pass(self):
        black = np.zeros((64, 8, 8, 1), "uint8")
        black[:, 0, 0] = np.arange(64)[:, None] % 4 == 0
        assert result("scaled-twice", elements=one_pass(black)).status == "warn"
        passes("scaled-twice", elements=one_pass(_images(0, 2)))
