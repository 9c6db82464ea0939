"""Boxes on pictures: the ways to read four numbers, and which of them put boxes into the picture."""

from __future__ import annotations

from typing import Dict, Tuple

import numpy as np

from conformance.facts.images import CHANNELS
from conformance.records import Component, Pass

# Reading -> (left, top, right, bottom) from the four columns.
READINGS = {
    "xyxy": lambda a, b, c, d: (a, b, c, d),
    "yxyx": lambda a, b, c, d: (b, a, d, c),
    "xywh": lambda a, b, c, d: (a, b, a + c, b + d),
    "centre": lambda a, b, c, d: (a - c / 2, b - d / 2, a + c / 2, b + d / 2),
}
IN_WORDS = {
    "xyxy": "corners (x, y, x, y)",
    "yxyx": "corners (y, x, y, x)",
    "xywh": "(x, y, width, height)",
    "centre": "(centre x, centre y, width, height)",
}
POSSIBLE = 0.2  # share of boxes that must be boxes in the picture under a reading that is drawn
EDGE = 0.02  # of the picture that a box may pass its edge
MOST_READINGS = 3
PIXELS = 4.0  # a number beyond counts pixels: no box is four pictures wide


def in_pixels(component: Component) -> bool:
    """Whether the numbers count pixels; boxes in shares of a picture lie around 0..1."""
    return max(abs(component.minimum or 0.0), abs(component.maximum or 0.0)) > PIXELS


def corners(rows: np.ndarray, reading: str, size: Tuple[int, int], *, pixels: bool) -> np.ndarray:
    """(boxes, 4) as left, top, right, bottom in shares of a picture of (height, width)."""
    boxes = np.asarray(rows, np.float64).reshape(-1, 4)
    height, width = size
    left, top, right, bottom = READINGS[reading](*boxes.T)
    out = np.stack([left, top, right, bottom], axis=1)
    return out / np.array([width, height, width, height]) if pixels else out


def growing(rows: np.ndarray) -> float:
    """Share of boxes whose third number is larger than the first, and the fourth than the second."""
    boxes = filled(rows)
    grow = (boxes[:, 2] > boxes[:, 0]) & (boxes[:, 3] > boxes[:, 1])
    return float(grow.mean()) if len(boxes) else 0.0


def sane(boxes: np.ndarray) -> np.ndarray:
    """Which of these end after they begin, and lie in the picture."""
    grow = (boxes[:, 2] > boxes[:, 0]) & (boxes[:, 3] > boxes[:, 1])
    return grow & (boxes >= -EDGE).all(axis=1) & (boxes <= 1 + EDGE).all(axis=1)


def filled(rows: np.ndarray) -> np.ndarray:
    """(boxes, 4) without those of padding: all four numbers equal."""
    boxes = np.asarray(rows, np.float64).reshape(-1, 4)
    boxes = boxes[np.isfinite(boxes).all(axis=1)]
    return boxes[~(boxes == boxes[:, :1]).all(axis=1)]


def readings(component: Component, size: Tuple[int, int], declared: str) -> Dict[str, float]:
    """Reading -> share of all kept boxes that are boxes in the picture under it, as they are drawn."""
    rows = component.rows
    boxes = (
        filled(rows[:4096]) if rows is not None and rows.dtype.kind in "iuf" else np.zeros((0, 4))
    )
    if not len(boxes):
        return {}
    pixels = in_pixels(component)
    shares = {
        name: float(sane(corners(boxes, name, size, pixels=pixels)).mean()) for name in READINGS
    }
    if declared in shares:
        return {declared: shares[declared]}
    able = {name: share for name, share in shares.items() if share >= POSSIBLE}
    best = sorted(able, key=lambda name: (-able[name], list(READINGS).index(name)))[:MOST_READINGS]
    return {name: shares[name] for name in READINGS if name in best} or {"xyxy": shares["xyxy"]}


def picture_size(elements: Pass) -> Tuple[int, int]:
    """(height, width) of the first batch of pictures in x; (1, 1) where there is none."""
    found = [c for c in elements.role("x") if c.shapes and len(c.shapes[0]) == 4]
    return size_of(found[0]) if found else (1, 1)


def size_of(picture: Component) -> Tuple[int, int]:
    """(height, width) of a batch of pictures by its shape."""
    _, one, two, three = picture.shapes[0]
    return (two, three) if one in CHANNELS and three not in CHANNELS else (one, two)
