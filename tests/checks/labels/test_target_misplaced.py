"""target-misplaced, on drawn pictures."""

from __future__ import annotations

import numpy as np

from tests.checks.made import does_not_apply, finds, one_pass, passes, result
from tests.facts.test_registration import drawn


def _records(x, y):
    return dict(elements=one_pass(x.astype("float32"), y.astype("float32")))


def test_masks_of_mirrored_pictures_fail_with_the_chance():
    x, mask, _ = drawn(noise=0.05)
    found = finds("target-misplaced", **_records(x[:, :, ::-1], mask))
    assert "mirrored left to right" in found.message
    assert "by chance: below 1e-" in found.message
    assert found.component == "y"


def test_masks_and_boxes_in_place_pass():
    x, mask, boxes = drawn()
    assert "y on x" in passes("target-misplaced", **_records(x, mask))
    passes("target-misplaced", **_records(x, boxes))


def test_masks_that_follow_no_edges_are_not_judged():
    x, mask, _ = drawn()
    found = result("target-misplaced", **_records(x, np.roll(mask, 1, axis=0)))
    assert (found.status, "lie on no edges" in found.message) == ("skip", True)


def test_labels_are_no_question():
    x, _, _ = drawn()
    does_not_apply("target-misplaced", **_records(x, np.arange(len(x)) % 3))
