"""Check: is there a picture on the images?"""

from __future__ import annotations

from typing import Any, Dict, List, Optional

import numpy as np

from conformance.facts.images import Image, Images
from conformance.records import Component, Pass
from conformance.registry import Threshold, check, predicate
from conformance.results import Finding, Outcome, Passed
from conformance.wording import number, share

ENOUGH = 16  # images: of fewer, half may be empty by chance
SAMPLE = 2048  # images looked at


def _candidates(images: Images) -> List[Image]:
    """The features that are enough images of floats; integers may be masks of one class."""
    return [
        image
        for image in images.values()
        if image.component.role == "x" and _told(_rows(image.component)).sum() >= ENOUGH
    ]


@predicate(f"x holds no {ENOUGH} images of floats")
def float_images(images: Images) -> bool:
    """A feature is a batch of images whose pixels are fractions or were made so."""
    return bool(_candidates(images))


@check(
    "images-blank",
    group="values",
    title="images are not one single value throughout",
    applies=(float_images,),
    phase="compared",
    after={"constant-feature": "where all images are equal, that says it"},
    limits={
        "share": Threshold(
            0.5,
            "share of blank images that is no accident",
            "chosen, not measured",
        )
    },
)
def images_blank(elements: Pass, images: Images, limits: Any) -> Outcome:
    """A brightness delta in the wrong unit, then a clip: all black or all white."""
    looked = _candidates(images)
    features = [image for image in images.values() if image.component.role == "x"]
    for image in looked:
        component, rows = image.component, _rows(image.component)
        single = rows.reshape(len(rows), -1)
        blank = _told(rows) & (single.min(axis=1) == single.max(axis=1))
        levels = _levels(single[blank, 0])
        if blank.sum() <= limits.share * len(rows) or len(levels) > 2:
            continue  # a plane of one number a row (a noise level) is another matter
        alone = len(features) == 1
        if not alone and component.integral and len(component.values or {}) <= 2:
            continue  # the mask that comes with an image
        photos = image.channels == 3 or len(levels) == 2
        answers = _answers(elements, single[:, 0], blank)
        return _finding(component, levels, len(rows), answers if alone and photos else 0)
    seen = ", ".join(f"{len(_rows(i.component))} images of `{i.component.path}`" for i in looked)
    return Passed(f"the least and the greatest value of {seen}, each by itself")


def _finding(component: Component, levels: Dict[float, int], rows: int, answers: int) -> Finding:
    count = sum(levels.values())
    shown = " or ".join(number(level) for level in sorted(levels))
    text = (
        f"{share(count, rows)} images of `{component.path}` hold one single value, {shown}, "
        "throughout: nothing is left of what was on them"
    )
    text += (
        f", and equal ones stand for {answers} different targets"
        if answers > 1
        else ", unless these are empty by nature or filled in"
    )
    return Finding(
        text,
        status="fail" if answers > 1 else "warn",
        expected="images with something on them",
        actual=f"{count} images of {shown} only",
        where=component.path,
        component=component.path,
        fix="look at the step before the values are clipped: a change meant for 0..255 (a "
        "brightness delta of 64) is made on values in 0..1, or the other way round",
    )


def _rows(component: Component) -> np.ndarray:
    rows: Optional[np.ndarray] = component.rows
    if rows is None or rows.dtype.kind != "f" or rows.ndim != 4:
        return np.zeros((0, 1))
    return rows[:SAMPLE]


def _told(rows: np.ndarray) -> np.ndarray:
    """(images,): which hold no NaN and no infinity."""
    return np.asarray(np.isfinite(rows).all(axis=tuple(range(1, rows.ndim))))


def _levels(single: np.ndarray) -> Dict[float, int]:
    """Level -> how many images hold nothing but it."""
    levels, counts = np.unique(single, return_counts=True)
    return dict(zip(levels.tolist(), counts.tolist()))


def _answers(elements: Pass, first: np.ndarray, blank: np.ndarray) -> int:
    """The most targets that stand for equal blank images: a contradiction no model can resolve."""
    most = 0
    for target in elements.role("y"):
        hashes = target.row_hashes[: len(blank)]
        if len(hashes) != len(blank):
            continue
        for level in np.unique(first[blank]):
            most = max(most, len(np.unique(hashes[blank & (first == level)])))
    return most
