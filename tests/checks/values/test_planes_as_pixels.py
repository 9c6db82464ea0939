"""planes-as-pixels: colour planes are not read as pixels."""

from __future__ import annotations

import numpy as np
import pytest

from tests.checks.made import does_not_apply, one_pass, passes, result

RANDOM = np.random.RandomState(0)


HIGH = 16


Y, X = np.mgrid[0:HIGH, 0:HIGH] / HIGH


SHIFT = RANDOM.uniform(0, 3, (32, 1, 1, 3))


SMOOTH = (0.5 + 0.3 * np.sin(4 * np.stack([Y + X, Y - X, X], -1) + SHIFT)).astype("float32")


GREY = np.repeat(SMOOTH[..., :1], 3, axis=-1)


STRIPES = np.repeat(RANDOM.uniform(size=(32, HIGH, 1, 1)), HIGH, axis=2).repeat(3, axis=3)


def _planes(images):
    planes = images.transpose(0, 3, 1, 2)
    return planes.reshape(images.shape)


class TestPlanesAsPixels:
    @pytest.mark.parametrize("images", [SMOOTH, GREY], ids=["colour", "grey"])
    def test_planes_that_were_reshaped(self, images):
        found = result("planes-as-pixels", elements=one_pass(_planes(images)))
        assert found.status == "warn"
        assert "3 planes of 16 x 16" in found.message

    @pytest.mark.parametrize(
        "images",
        [
            SMOOTH,
            GREY,
            STRIPES.astype("float32"),
            STRIPES.swapaxes(1, 2).astype("float32"),
            RANDOM.uniform(size=SMOOTH.shape).astype("float32"),
            np.full(SMOOTH.shape, 0.5, "float32"),
        ],
        ids=["colour", "grey", "rows", "columns", "noise", "blank"],
    )
    def test_images_as_they_should_be(self, images):
        compared = passes("planes-as-pixels", elements=one_pass(images))
        assert compared.endswith("images of `x`: neighbours along rows and planes")

    def test_one_channel_has_no_planes(self):
        does_not_apply("planes-as-pixels", elements=one_pass(SMOOTH[..., :1]))

    def test_too_few_to_say(self):
        does_not_apply("planes-as-pixels", elements=one_pass(_planes(SMOOTH)[:8]))
