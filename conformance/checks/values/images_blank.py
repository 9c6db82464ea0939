"""Check: is there a picture on the images?"""

from __future__ import annotations

from typing import Dict, Optional

import numpy as np

from conformance.facts.meeting import BROKEN, image_like
from conformance.records import Component, Pass
from conformance.registry import check
from conformance.results import Finding, warn
from conformance.wording import number, share

ENOUGH = 16  # images
MOST = 0.5  # share of blank images that is no accident
SAMPLE = 2048  # images looked at


@check(
    "images-blank",
    group="values",
    title="images are not one single value throughout",
    after=(*BROKEN, "not-finite", "constant-feature"),
)
def images_blank(elements: Pass):
    """A brightness delta in the wrong unit, then a clip: all black or all white."""
    images = [c for c in elements.role("x") if image_like(c) and c.dtype.startswith("float")]
    for component in images:
        levels = _blank(component)
        if levels is None:
            continue
        count = sum(levels.values())
        rows = len(_rows(component))  # type: ignore[arg-type]
        alone = len(images) == 1
        if count <= MOST * rows or len(levels) > 2:
            continue  # a plane of one number a row (a noise level) is another matter
        if not alone and component.integral and len(component.values or {}) <= 2:
            continue  # the mask that comes with an image
        shown = " or ".join(number(level) for level in sorted(levels))
        text = (
            f"{share(count, rows)} images of `{component.path}` hold one single value, {shown}, "
            "throughout: nothing is left of what was on them"
        )
        details = dict(
            expected="images with something on them",
            actual=f"{count} images of {shown} only",
            where=component.path,
            fix="look at the step before the values are clipped: a change meant for 0..255 (a "
            "brightness delta of 64) is made on values in 0..1, or the other way round",
        )
        photos = (component.rows is not None and component.rows.shape[-1] == 3) or len(levels) == 2
        if alone and photos:
            return Finding(text, **details)
        return warn(f"{text}, unless these are empty by nature or filled in", **details)
    return None


def _rows(component: Component) -> Optional[np.ndarray]:
    rows = component.rows
    if rows is None or rows.dtype == object or rows.dtype.kind != "f" or rows.ndim != 4:
        return None
    return rows[:SAMPLE]


def _blank(component: Component) -> Optional[Dict[float, int]]:
    """Level -> how many images hold nothing but it; None where there are too few to say."""
    rows = _rows(component)
    if rows is None or len(rows) < ENOUGH:
        return None
    flat = rows.reshape(len(rows), -1)
    single = flat[flat.min(axis=1) == flat.max(axis=1), 0]
    levels, counts = np.unique(single, return_counts=True)
    return dict(zip(levels.tolist(), counts.tolist()))
