"""Whether masks and boxes lie on their pictures, on drawn pictures."""

from __future__ import annotations

import numpy as np
import pytest

from conformance.facts.chance import SURE
from conformance.facts.registration import registrations
from tests.checks.made import one_pass

SIDE, COUNT = 32, 80


def drawn(noise=0.1, seed=0):
    """(pictures, masks, boxes in parts of the sides as left, top, right, bottom)."""
    random = np.random.RandomState(seed)
    down, across = np.mgrid[:SIDE, :SIDE] + 0.5
    pictures, masks, boxes = [], [], []
    for _ in range(COUNT):
        high, wide = random.uniform(6, 14, 2)
        top, left = random.uniform(1, SIDE - 1 - high), random.uniform(1, SIDE - 1 - wide)
        inside = (down > top) & (down < top + high) & (across > left) & (across < left + wide)
        if random.rand() < 0.5:  # a corner is cut off: no shape is its own mirror image
            inside &= (down - top) + (across - left) > 5
        masks.append(inside)
        boxes.append(np.array([left, top, left + wide, top + high]) / SIDE)
        pictures.append(0.3 + 0.5 * inside + noise * random.normal(size=inside.shape))
    return np.stack(pictures)[..., None], np.stack(masks)[..., None] * 1.0, np.stack(boxes)


def found(x, y):
    made = registrations(one_pass(x.astype("float32"), y.astype("float32")))
    assert len(made) == 1
    return made[0]


def squeezed(mask):
    """The middle half of the rows is what all of them were: plain resize beside padding."""
    out = np.zeros_like(mask)
    out[:, SIDE // 4 : 3 * SIDE // 4] = mask[:, ::2]
    return out


MOVES = {
    "mirrored left to right": lambda m: m[:, :, ::-1],
    "upside down": lambda m: m[:, ::-1],
    "with its axes exchanged": lambda m: m.transpose(0, 2, 1, 3),
    "turned by 90 degrees": lambda m: np.rot90(m, -1, axes=(1, 2)),
    "moved": lambda m: np.roll(m, (7, 6), axis=(1, 2)),
}


@pytest.mark.parametrize("name", MOVES)
def test_a_mask_that_went_another_way_is_told_with_its_move(name):
    x, mask, _ = drawn()
    one = found(x, MOVES[name](mask))
    assert one.chance < SURE
    assert one.wrong > COUNT / 4
    assert one.moves[0][0] == name


def test_a_padded_picture_beside_a_stretched_mask():
    x, mask, _ = drawn(noise=0.05)
    one = found(squeezed(x - 0.3), mask)
    assert one.chance < SURE
    assert one.moves[0][0].startswith("squeezed in height")


def test_half_of_the_pictures_mirrored_without_their_boxes():
    x, _, boxes = drawn()
    x[::2] = x[::2, :, ::-1]
    one = found(x, boxes)
    assert (one.boxes, one.moves[0][0]) == ("xyxy", "mirrored left to right")
    assert one.chance < SURE


@pytest.mark.parametrize("pixels", [False, True])
def test_the_reading_of_boxes_is_told(pixels):
    x, _, boxes = drawn()
    left, top, right, bottom = boxes.T * (SIDE if pixels else 1)
    forms = {
        "xyxy": (left, top, right, bottom),
        "yxyx": (top, left, bottom, right),
        "xywh": (left, top, right - left, bottom - top),
        "cxcywh": ((left + right) / 2, (top + bottom) / 2, right - left, bottom - top),
    }
    for name, columns in forms.items():
        one = found(x, np.stack(columns, axis=1))
        assert (one.boxes, one.wrong) == (name, 0)
        assert one.fit > 0.9 * COUNT


@pytest.mark.parametrize("noise", [0.05, 0.3, 0.6])
@pytest.mark.parametrize("stride", [1, 2])
def test_masks_in_place_are_not_told_of_whatever_their_grid(noise, stride):
    for seed in range(2):
        x, mask, _ = drawn(noise, seed)
        assert found(x, mask[:, ::stride, ::stride]).chance > SURE


def test_masks_that_have_nothing_to_do_with_their_pictures():
    x, mask, boxes = drawn()
    for other in (np.roll(mask, 1, axis=0), np.roll(boxes, 1, axis=0)):
        one = found(x, other)
        assert one.chance > SURE
        assert one.fit < 0.2 * COUNT


def test_other_features_and_targets_are_none():
    x, mask, _ = drawn()
    plain = one_pass(x.reshape(COUNT, -1), mask)
    one_hot = one_pass(x, np.eye(4)[np.arange(COUNT) % 4])
    few = one_pass(x[:10], mask[:10])
    assert [registrations(one) for one in (plain, one_hot, few)] == [[], [], []]
