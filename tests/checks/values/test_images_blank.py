"""images-blank: images are not one single value throughout."""

from __future__ import annotations

import numpy as np

from conformance.results import NOT_APPLICABLE
from tests.checks.made import one_pass, result

RANDOM = np.random.RandomState(0)


ROWS, STEPS = 64, 12


LABEL = np.arange(ROWS) % 2


IMAGES = RANDOM.uniform(size=(ROWS, 8, 8, 3)).astype("float32")


def _blanked(levels, channels=3, part=0.75):
    images = IMAGES[..., :channels].copy()
    count = int(ROWS * part)
    images[:count] = np.resize(levels, count)[:, None, None, None]
    return images


class TestImagesBlank:
    def _judge(self, x):
        return result("images-blank", elements=one_pass(x, np.arange(ROWS) % 5))

    def test_black_and_white(self):
        found = self._judge(_blanked([0, 1]))
        assert found.status == "fail"
        assert "48 of 64 (75 %) images of `x` hold one single value, 0 or 1" in found.message
        assert "equal ones stand for 5 different targets" in found.message

    def test_equal_images_of_one_target_contradict_nothing(self):
        label = np.arange(ROWS) % 2
        images = _blanked([0, 1])  # black for the one class, white for the other
        assert result("images-blank", elements=one_pass(images, label)).status == "warn"

    def test_images_with_something_on_them(self):
        assert self._judge(IMAGES).status == "pass"
        assert self._judge(_blanked([0, 1], part=0.4)).status == "pass"

    def test_frames_of_one_channel_may_be_empty(self):
        assert self._judge(_blanked([0], channels=1)).status == "warn"
        assert self._judge(_blanked([0, 1], channels=1)).status == "fail"

    def test_a_plane_of_one_number_an_example_is_another_matter(self):
        noise = np.linspace(0, 1, ROWS, dtype="float32")
        assert self._judge(_blanked(noise, part=1)).status == "pass"

    def test_a_mask_beside_an_image(self):
        masks = np.ones((ROWS, 8, 8, 1), "float32")
        masks[:40] = 0
        assert self._judge({"image": IMAGES, "mask": masks}).status == "pass"
        assert self._judge({"image": IMAGES, "other": _blanked([0, 1])}).status == "warn"

    def test_few_images_integers_and_tables_are_not_judged(self):
        assert self._judge(_blanked([0, 1])[:12]).kind == NOT_APPLICABLE
        assert self._judge(_blanked([0, 1]).astype("uint8")).kind == NOT_APPLICABLE
        assert self._judge(IMAGES[:, 0, 0]).kind == NOT_APPLICABLE
