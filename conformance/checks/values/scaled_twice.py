"""Whether features are not scaled to nothing."""

from __future__ import annotations

from typing import Any, List, Optional

import numpy as np

from conformance.checks.values._sizes import largest
from conformance.facts import chance
from conformance.facts.applicability import numbers_known
from conformance.facts.columns import Columns, measured
from conformance.facts.images import image_of
from conformance.facts.meeting import UNKNOWN_MODEL, Meeting, Meetings
from conformance.records import Component, Pass
from conformance.registry import Threshold, check, predicate
from conformance.results import Finding, Outcome, Passed, warn
from conformance.wording import listed, number

SAMPLE = 64  # images whose levels are looked at
NEAR = 0.05  # of a step between two levels, for float32 rounds


def _candidates(elements: Pass, meetings: Meetings) -> List[Component]:
    """Features whose size at the first weights is known: raw, or multiplied by one number."""
    out = []
    for component in measured(elements):
        met = meetings.of(component.path)
        if met.state in ("ids", "unused") or (met.state == "scaled" and met.rescaling is None):
            continue
        out.append(component)
    return out


@predicate("x holds no numbers that reach a weight as they come, or multiplied by one number")
def sizes_known(elements: Pass, meetings: Meetings = UNKNOWN_MODEL) -> bool:
    """A feature is not looked up, and no layer of the model normalises it."""
    return bool(_candidates(elements, meetings))


@check(
    "scaled-twice",
    group="values",
    title="features are not scaled to nothing",
    applies=(numbers_known, sizes_known),
    phase="compared",
    after={"constant-feature": "a constant has no range that scaling could have taken"},
    limits={
        "small": Threshold(
            1e-3,
            "root mean square below which the weights cannot see the values",
            "a bias of 1 % of a unit is ten times as large; chosen, not measured",
        ),
        "dim": Threshold(
            0.02,
            "range over all images at the first weights, below which they were scaled twice",
            "0..1 divided by 255 again spans 0.0039; a dark picture spans 0.1",
        ),
        "chance": Threshold(
            chance.SURE,
            "log10 of the error probability from which a finding fails; it warns above",
            "the rule for findings by statistics",
        ),
        "full": Threshold(
            0.01,
            "share of pixels that are 1 and no longer grey, of images of 0 and 1 alone",
            "chosen: drawings and masks have more; not measured",
        ),
    },
)
def scaled_twice(
    elements: Pass, columns: Columns, limits: Any, meetings: Meetings = UNKNOWN_MODEL
) -> Outcome:
    """Divided by 255 in the pipeline and again in the model: all images are black."""
    looked = _candidates(elements, meetings)
    findings = [
        _found(component, columns, meetings.of(component.path), limits) for component in looked
    ]
    found = sorted((f for f in findings if f is not None), key=lambda finding: finding.status)
    if found:
        return found[0]
    return Passed(f"the range of {listed(c.path for c in looked)} as it reaches the first weights")


def _found(component: Component, columns: Columns, met: Meeting, limits: Any) -> Optional[Finding]:
    scale = abs(met.rescaling[0]) if met.rescaling else 1.0
    span = ((component.maximum or 0.0) - (component.minimum or 0.0)) * scale
    image = image_of(component) is not None
    if image and 0 < span <= limits.dim:
        return _dim_image(component, met, span, limits)
    if image and component.integral and _cut_to_black(component, limits.full):
        return _black(component)
    if met.state == "raw" and not component.integral and not met.normalized_after:
        size, _ = largest(columns, component.path)
        if 0 < size < limits.small:
            return _tiny(component, size)
    return None


def _dim_image(component: Component, met: Meeting, span: float, limits: Any) -> Finding:
    """A failure where a Rescaling of the model says what range it was made for, or the levels show it."""
    levels = 0.0 if met.rescaling else _eight_bit_levels(component)
    sure = bool(met.rescaling) or levels < limits.chance
    seen = f"{number(component.minimum)}..{number(component.maximum)}"
    if met.rescaling:
        text = (
            f"images in `{component.path}` come in {seen} and `{met.rescaling_name}` in the model "
            f"multiplies them by {number(met.rescaling[0])} again"
        )
        fix = (
            f"scale once: drop the division in the pipeline, or `{met.rescaling_name}` in the model"
        )
    else:
        text = f"images in `{component.path}` lie in {seen}"
        text += (
            ", and times 255 they are the 256 levels of images in 0..1 or -1..1 (by chance: "
            f"{chance.text(levels)}): they were scaled twice"
            if sure
            else ", as if they were scaled twice"
        )
        fix = (
            "scale once: tf.image.convert_image_dtype from an integer type already divides by its "
            "largest value"
        )
    return Finding(
        f"{text}; over all examples the values differ by {number(span)} at most",
        status="fail" if sure else "warn",
        expected="a range of about 1",
        actual=f"a range of {number(span)}",
        where=component.path,
        component=component.path,
        fix=fix,
    )


def _eight_bit_levels(component: Component) -> float:
    """log10 of the chance that values which are no 8-bit levels divided by 255 once more lie so near them.

    A value lies within a twentieth of a step of a level by chance one time in ten.
    """
    rows = component.rows
    values = np.unique(rows[:SAMPLE].astype(np.float64)) if rows is not None else np.zeros(0)
    values = values[np.isfinite(values)]
    for levels in (values * 255 * 255, (values * 255 + 1) * 127.5):
        if len(values) and (np.abs(levels - np.round(levels)) < NEAR).all():
            return len(values) * float(np.log10(2 * NEAR))
    return 0.0


def _cut_to_black(component: Component, full: float) -> bool:
    """Only 0 and, where a pixel was full, 1: what is left of 0..1 after a cast to integers."""
    if not component.values or set(component.values) - {0, 1}:
        return False
    return 0 < component.values.get(1, 0) <= full * sum(component.values.values())


def _black(component: Component) -> Finding:
    share = (component.values or {}).get(1, 0) / max(1, sum((component.values or {}).values()))
    return warn(
        f"images in `{component.path}` ({component.dtype}) hold only 0 and 1, and {share:.1%} are 1: "
        "what is left when 0..1 is cast to an integer type",
        expected="grey levels",
        actual="0 and 1",
        where=component.path,
        component=component.path,
        fix=f"keep `{component.path}` as float32 after dividing by 255, or divide after the cast",
    )


def _tiny(component: Component, size: float) -> Finding:
    return warn(
        f"`{component.path}` has a root mean square of {number(size)} and reaches the first weights "
        "unscaled: next to a bias near 1 it is nearly a constant",
        expected="values of about 1",
        actual=f"root mean square {number(size)}",
        where=component.path,
        component=component.path,
        fix=f"adapt a keras.layers.Normalization on the training rows of `{component.path}`",
    )
