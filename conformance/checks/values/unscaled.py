"""Whether features reach the first weights scaled to about 1."""

from __future__ import annotations

from typing import Any, List, Optional, Tuple

from conformance.checks.values._sizes import largest
from conformance.facts.applicability import numbers_known
from conformance.facts.columns import Columns, measured
from conformance.facts.fresh_loss import (
    HARMFUL,
    NOTICEABLE,
    UNMEASURED,
    FreshLoss,
    consequence,
)
from conformance.facts.images import image_of
from conformance.facts.meeting import UNKNOWN_MODEL, Meeting, Meetings
from conformance.records import Component, Contract, Pass, Plan
from conformance.registry import Threshold, check, predicate
from conformance.results import Finding, Outcome, Passed
from conformance.wording import listed, number

BRIGHT = 20.0  # an image brighter than this is not in 0..1
OFFSET = 20.0  # a mean this many deviations from 0 leaves no contrast


def _candidates(elements: Pass, meetings: Meetings) -> List[Component]:
    return [
        c
        for c in measured(elements)
        if meetings.of(c.path).state not in ("scaled", "ids", "unused")
    ]


@predicate("every number of x is scaled or looked up by the model, or not used")
def met_unscaled(elements: Pass, contract: Contract, meetings: Meetings = UNKNOWN_MODEL) -> bool:
    """A feature of numbers may reach a weight as it comes."""
    return bool(_candidates(elements, meetings))


@check(
    "unscaled",
    group="values",
    title="features reach the first weights scaled to about 1",
    applies=(numbers_known, met_unscaled),
    phase="compared",
    after={
        "preprocessing-not-adapted": "the layer that is to scale them has learnt nothing yet",
        "missing-value-codes": "without the code the column may be of a good size",
    },
    limits={
        "large": Threshold(
            50.0,
            "root mean square of the largest column from which scaling is asked for; Glorot and He "
            "initialisation assume inputs of variance about 1",
            "https://www.tensorflow.org/tutorials/keras/regression#normalization; the number is chosen",
        ),
        "harmful": HARMFUL,
        "noticeable": Threshold(
            NOTICEABLE, "the same ratio, below which size does no harm", "as of harmful"
        ),
    },
)
def unscaled(
    elements: Pass,
    columns: Columns,
    limits: Any,
    meetings: Meetings = UNKNOWN_MODEL,
    fresh_loss: FreshLoss = UNMEASURED,
    plan: Optional[Plan] = None,
) -> Outcome:
    """Pixels in 0..255 or dollars at weights made for about 1: a failure where the first loss shows it."""
    findings: List[Tuple[str, float, Finding]] = []
    for component in _candidates(elements, meetings):
        met = meetings.of(component.path)
        ratio = fresh_loss.before
        if met.normalized_after:
            # BatchNormalization right after the first weights undoes the size while it trains; where
            # it is frozen, as in a pretrained base, the loss of training shows it.
            ratio = fresh_loss.trained
            if ratio is None or ratio < limits.harmful:
                continue
        size, column = largest(columns, component.path)
        found = _unscaled_image(component, met, ratio, limits)
        if found is None and not _eight_bit_image(component):
            found = _unscaled_numbers(component, met, ratio, (size, column), plan, limits)
        if found is not None:
            found.message += consequence(fresh_loss, ratio)
            findings.append((found.status, -size, found))
    if findings:
        return min(findings, key=lambda entry: entry[:2])[2]
    return Passed(
        f"the size of {listed(c.path for c in _candidates(elements, meetings))} at the first weights"
        + (
            f"; the first loss is {number(fresh_loss.before)} of a blind guess's"
            if fresh_loss.before
            else ""
        )
    )


def _eight_bit_image(component: Component) -> bool:
    """An image in 0..255, or with its mean subtracted (preprocess_input's -124..151)."""
    low, high = component.minimum or 0.0, component.maximum or 0.0
    if image_of(component) is None or low < -160 or high > 255:
        return False
    return low >= 0 or high > BRIGHT


def _unscaled_image(
    component: Component, met: Meeting, ratio: Optional[float], limits: Any
) -> Optional[Finding]:
    low, high = component.minimum or 0.0, component.maximum or 0.0
    if image_of(component) is None or low < 0 or not BRIGHT < high <= 255:
        return None
    if met.state == "unknown" and (ratio is None or ratio < limits.harmful):
        return None
    return Finding(
        f"images in `{component.path}` span {number(low)}..{number(high)} ({component.dtype}) and "
        f"{_meets(met, 'reach')}",
        status="fail" if ratio is not None and ratio >= limits.harmful else "warn",
        expected="0..1 or -1..1 at the first weights",
        actual=f"{number(low)}..{number(high)}, mean {number(component.mean)}",
        where=component.path,
        component=component.path,
        fix=f"divide `{component.path}` by 255 in the pipeline, or put "
        "keras.layers.Rescaling(1 / 255) first in the model"
        + (
            "; tf.image.convert_image_dtype scales integers only and leaves float images as they are"
            if component.dtype.startswith("float")
            else ""
        ),
    )


def _meets(met: Meeting, verb: str) -> str:
    if met.layer:
        return f"{verb} the weights of `{met.layer}` with nothing that scales them in between"
    return "the model does not bring them to a trainable size"


def _unscaled_numbers(
    component: Component,
    met: Meeting,
    ratio: Optional[float],
    largest_column: Tuple[float, Optional[int]],
    plan: Optional[Plan],
    limits: Any,
) -> Optional[Finding]:
    size, column = largest_column
    if size < limits.large:
        return None
    if met.state == "unknown" and (ratio is None or ratio < limits.harmful):
        return None
    if ratio is not None and ratio < limits.noticeable:
        return None
    status = "fail" if ratio is not None and ratio >= limits.harmful else "warn"
    place = (
        f"column {column} of `{component.path}`" if column is not None else f"`{component.path}`"
    )
    fix = (
        f"adapt a keras.layers.Normalization on the training rows of `{component.path}` and put it "
        "first in the model, or scale in the pipeline with the training mean and deviation"
    )
    hint = ""
    if component.integral and size > 1e6 and _uses(plan, "DecodeRaw"):
        hint = "; whole numbers of this size out of decode_raw are another type's bytes"
        fix = "give tf.io.decode_raw the out_type the bytes were written with"
    elif image_of(component) is not None and abs(component.mean or 0) > OFFSET * (
        component.std or 0
    ):
        hint = "; a mean in 0..255 was subtracted from images that were in 0..1 already"
        fix = "subtract the mean (preprocess_input) from images in 0..255, or do without it"
    return Finding(
        f"{place} has a root mean square of {number(size)} "
        f"({number(component.minimum)}..{number(component.maximum)}) and {_meets(met, 'reaches')}{hint}",
        status=status,
        expected="values of about 1 at the first weights",
        actual=f"root mean square {number(size)}, mean {number(component.mean)}",
        where=component.path,
        component=component.path,
        fix=fix,
    )


def _uses(plan: Optional[Plan], op: str) -> bool:
    if plan is None:
        return False
    return any(op in n.function.ops for n in plan.nodes() if n.function is not None)
