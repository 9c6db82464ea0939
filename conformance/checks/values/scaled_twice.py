"""Whether features are not scaled to nothing."""

from __future__ import annotations

from typing import List, Optional

from conformance.checks.values._scale import _largest
from conformance.facts.meeting import BROKEN, Meeting, image_like, meeting, numeric
from conformance.facts.pairing import Pairing
from conformance.records import Component, Contract, Pass
from conformance.registry import check
from conformance.results import Finding, warn
from conformance.wording import number

SMALL = 1e-3  # ... and below which the weights cannot see the values
DIM = 0.02  # an image whose whole range is narrower was scaled twice (1/255 = 0.0039)


@check(
    "scaled-twice",
    group="values",
    title="features are not scaled to nothing",
    after=(*BROKEN, "not-finite", "constant-feature"),
)
def scaled_twice(
    elements: Pass, contract: Optional[Contract] = None, pairing: Optional[Pairing] = None
):
    findings: List[Finding] = []
    for component in elements.role("x"):
        if not numeric(component) or component.maximum is None or component.minimum is None:
            continue
        met = meeting(contract, pairing, component.path)
        if met.state in ("ids", "unused") or (met.state == "scaled" and met.rescaling is None):
            continue
        scale = abs(met.rescaling[0]) if met.rescaling else 1.0
        span = (component.maximum - component.minimum) * scale
        if image_like(component) and 0 < span <= DIM:
            findings.append(_dim_image(component, met, span))
        elif image_like(component) and component.integral and _cut_to_black(component):
            findings.append(_black(component))
        elif met.state == "raw" and not component.integral and not met.normalized_after:
            size, _ = _largest(component)
            if size is not None and 0 < size < SMALL:
                findings.append(_tiny(component, size))
    findings.sort(key=lambda finding: finding.status)
    return findings[0] if findings else None


def _dim_image(component: Component, met: Meeting, span: float) -> Finding:
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
        text = f"images in `{component.path}` lie in {seen}: they were scaled twice"
        fix = (
            "scale once: tf.image.convert_image_dtype from an integer type already divides by its "
            "largest value"
        )
    return Finding(
        f"{text}; over all examples the values differ by {number(span)} at most",
        expected="a range of about 1",
        actual=f"a range of {number(span)}",
        where=component.path,
        fix=fix,
    )


def _cut_to_black(component: Component) -> bool:
    """Only 0 and, where a pixel was full, 1: what is left of 0..1 after a cast to integers."""
    if not component.values or set(component.values) - {0, 1}:
        return False
    total = sum(component.values.values())
    return 0 < component.values.get(1, 0) <= 0.01 * total


def _black(component: Component) -> Finding:
    share = (component.values or {}).get(1, 0) / max(1, sum((component.values or {}).values()))
    return warn(
        f"images in `{component.path}` ({component.dtype}) hold only 0 and 1, and {share:.1%} are 1: "
        "what is left when 0..1 is cast to an integer type",
        expected="grey levels",
        actual="0 and 1",
        where=component.path,
        fix=f"keep `{component.path}` as float32 after dividing by 255, or divide after the cast",
    )


def _tiny(component: Component, size: float) -> Finding:
    return warn(
        f"`{component.path}` has a root mean square of {number(size)} and reaches the first weights "
        "unscaled: next to a bias near 1 it is nearly a constant",
        expected="values of about 1",
        actual=f"root mean square {number(size)}",
        where=component.path,
        fix=f"adapt a keras.layers.Normalization on the training rows of `{component.path}`",
    )
