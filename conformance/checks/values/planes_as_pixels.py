"""Check: do the axes of an image mean what the model takes them for?"""

from __future__ import annotations

from typing import Any, List

import numpy as np

from conformance.facts.columns import kept
from conformance.facts.images import Image, Images
from conformance.registry import Threshold, check, predicate
from conformance.results import Outcome, Passed, warn
from conformance.wording import share

ENOUGH = 16  # images: of fewer, most may be smooth by what is on them
SAMPLE = 256  # images looked at
SMALLEST = 8  # pixels an axis: below, a row is over before values can repeat


def _candidates(images: Images) -> List[Image]:
    return [
        image
        for image in images.values()
        if image.component.role == "x"
        and image.channels == 3
        and not image.first
        and min(image.height, image.width) >= SMALLEST
        and kept(image.component)
        and len(_rows(image)) >= ENOUGH
    ]


@predicate(f"x holds no {ENOUGH} images of three colours and {SMALLEST} pixels an axis")
def colour_images(images: Images) -> bool:
    """Features whose last axis is red, green and blue."""
    return bool(_candidates(images))


@check(
    "planes-as-pixels",
    group="values",
    title="colour planes are not read as pixels",
    applies=(colour_images,),
    phase="compared",
    after={
        "images-blank": "an image of one value is smooth in every reading",
        "constant-feature": "of one image that stands there again and again, one look is no share",
    },
    limits={
        "closer": Threshold(
            0.8,
            "of one difference to the other, in an image that is smooth in one reading",
            "chosen, not measured",
        ),
        "share": Threshold(0.9, "of the images", "chosen, not measured"),
    },
)
def planes_as_pixels(images: Images, limits: Any) -> Outcome:
    """`reshape(-1, 32, 32, 3)` of rows that hold all reds, then all greens, then all blues."""
    looked = []
    for image in _candidates(images):
        found, path = _planar(image, limits.closer), image.component.path
        high, wide = image.height, image.width
        looked.append(f"{len(found)} images of `{path}`")
        if found.mean() < limits.share:
            continue
        return warn(
            f"{share(int(found.sum()), len(found))} images of `{path}` are smooth when their "
            f"values are read as 3 planes of {high} x {wide}, and not as they are shaped: the "
            "colour planes were reshaped to pixels, so a pixel is made of its neighbours and each "
            "picture stands there three times, squeezed",
            expected="(height, width, channels) by transposing",
            actual=f"({high}, {wide}, 3) by reshaping",
            where=path,
            component=path,
            fix=f"reshape to (-1, 3, {high}, {wide}) and transpose to (0, 2, 3, 1)",
        )
    return Passed(f"{', '.join(looked)}: neighbours along rows and planes")


def _rows(image: Image) -> np.ndarray:
    """(images, height, width, channels) without those that hold NaN or infinity."""
    rows = image.component.rows
    if rows is None or rows.ndim != 4:
        return np.zeros((0, 1))
    rows = rows[:SAMPLE]
    return rows[np.isfinite(rows.reshape(len(rows), -1)).all(axis=1)]


def _planar(image: Image, closer: float) -> np.ndarray:
    """For each image, whether memory repeats by the rows of a plane.

    In planes of width W, values W apart are neighbours, and nearer to each other than those W / 2
    apart or 3 rows apart; values next to each other are nearer than those 3 apart. In an image of
    pixels the first is the other way round, for W values are W / 3 pixels along the row.
    """
    rows, wide = _rows(image), image.width
    flat = rows.reshape(len(rows), -1).astype(np.float32)

    def apart(lag: int) -> np.ndarray:
        return np.asarray(np.abs(flat[:, lag:] - flat[:, :-lag]).mean(axis=1))

    below = apart(wide)
    smooth = (below < closer * apart(wide // 2)) & (below < closer * apart(3 * wide))
    return np.asarray(smooth & (apart(1) < closer * apart(3)))
