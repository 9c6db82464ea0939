"""Check: do the axes of an image mean what the model takes them for?"""

from __future__ import annotations

from typing import Optional

import numpy as np

from conformance.facts.meeting import BROKEN, image_like
from conformance.records import Component, Pass
from conformance.registry import check
from conformance.results import Finding
from conformance.wording import share

ENOUGH = 16  # images
SAMPLE = 256  # images looked at
SMALLEST = 8  # pixels an axis: below, a row is over before values can repeat
CLOSER = 0.8  # of one difference to the other, in most images
MOST = 0.9  # share of the images


@check(
    "planes-as-pixels",
    group="values",
    title="colour planes are not read as pixels",
    after=(*BROKEN, "not-finite", "constant-feature", "images-blank", "channels-first"),
)
def planes_as_pixels(elements: Pass):
    """`reshape(-1, 32, 32, 3)` of rows that hold all reds, then all greens, then all blues."""
    for component in elements.role("x"):
        found = _planar(component)
        if found is None or found.mean() < MOST:
            continue
        _, high, wide, channels = component.rows.shape  # type: ignore[union-attr]
        return Finding(
            f"{share(int(found.sum()), len(found))} images of `{component.path}` are smooth when their "
            f"values are read as {channels} planes of {high} x {wide}, and not as they are shaped: the "
            "colour planes were reshaped to pixels, so a pixel is made of its neighbours and each "
            "picture stands there three times, squeezed",
            expected="(height, width, channels) by transposing",
            actual=f"({high}, {wide}, {channels}) by reshaping",
            where=component.path,
            fix=f"reshape to (-1, {channels}, {high}, {wide}) and transpose to (0, 2, 3, 1)",
        )
    return None


def _planar(component: Component) -> Optional[np.ndarray]:
    """For each image, whether memory repeats by the rows of a plane; None where that is not asked.

    In planes of width W, values W apart are neighbours, and nearer to each other than those W / 2
    apart or 3 rows apart; values next to each other are nearer than those 3 apart. In an image of
    pixels the first is the other way round, for W values are W / 3 pixels along the row.
    """
    rows = component.rows
    if rows is None or not image_like(component) or rows.dtype.kind not in "uif":
        return None
    if rows.ndim != 4 or rows.shape[-1] != 3 or min(rows.shape[1:3]) < SMALLEST:
        return None
    if len(rows) < ENOUGH:
        return None
    wide = rows.shape[2]
    flat = rows[:SAMPLE].reshape(min(len(rows), SAMPLE), -1).astype(np.float32)

    def apart(lag: int) -> np.ndarray:
        return np.abs(flat[:, lag:] - flat[:, :-lag]).mean(axis=1)

    below = apart(wide)
    return (
        (below < CLOSER * apart(wide // 2))
        & (below < CLOSER * apart(3 * wide))
        & (apart(1) < CLOSER * apart(3))
    )
