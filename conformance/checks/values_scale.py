"""Checks: are features of a size that weights can be trained on?"""

from __future__ import annotations

from typing import List, Optional, Tuple

import numpy as np

from conformance.facts.meeting import (
    BROKEN,
    SAMPLE,
    Meeting,
    blind_loss,
    image_like,
    matrix,
    meeting,
    numeric,
)
from conformance.facts.pairing import Pairing, Targets
from conformance.records import Component, Contract, Pass, Plan, Training
from conformance.registry import check
from conformance.results import Finding, warn
from conformance.wording import number

# Glorot and He initialisation assume inputs of variance about 1
# (https://www.tensorflow.org/tutorials/keras/regression#normalization).
LARGE = 50.0  # root mean square of the largest column from which scaling is asked for
SMALL = 1e-3  # ... and below which the weights cannot see the values
BRIGHT = 20.0  # an image brighter than this is not in 0..1
DIM = 0.02  # an image whose whole range is narrower was scaled twice (1/255 = 0.0039)
HARMFUL = 10.0  # first loss over a blind guess: the features, not the task, make the loss
NOTICEABLE = 2.0
OFFSET = 20.0  # a mean this many deviations from 0 leaves no contrast


@check(
    "unscaled",
    group="values",
    title="features reach the first weights scaled to about 1",
    after=(
        *BROKEN,
        "preprocessing-not-adapted",
        "not-finite",
        "missing-value-codes",
    ),
)
def unscaled(
    elements: Pass,
    contract: Contract,
    pairing: Optional[Pairing] = None,
    targets: Optional[Targets] = None,
    training: Optional[Training] = None,
    plan: Optional[Plan] = None,
):
    first = loss_ratio(training, targets, elements)
    findings: List[Tuple[str, float, Finding]] = []
    for component in elements.role("x"):
        if not numeric(component) or component.maximum is None:
            continue
        met = meeting(contract, pairing, component.path)
        if met.state in ("scaled", "ids", "unused"):
            continue
        ratio = first
        if met.normalized_after:
            # BatchNormalization right after the first weights undoes the size while it trains; where
            # it is frozen, as in a pretrained base, the loss of training shows it.
            ratio = loss_ratio(training, targets, elements, trained=True)
            if ratio is None or ratio < HARMFUL:
                continue
        found = _unscaled_image(component, met, ratio)
        if found is None and not _eight_bit_image(component):
            found = _unscaled_numbers(component, met, ratio, plan)
        if found is not None:
            found.message += consequence(training, ratio)
            findings.append((found.status, -(_largest(component)[0] or 0.0), found))
    return min(findings, key=lambda entry: entry[:2])[2] if findings else None


def loss_ratio(
    training: Optional[Training],
    targets: Optional[Targets],
    elements: Pass,
    *,
    trained: bool = False,
) -> Optional[float]:
    """The loss over that of a blind guess; None where it was not measured.

    Args:
        trained: take the first epoch of training instead of the evaluation before it.
    """
    if training is None:
        return None
    loss = training.initial_loss
    if trained:
        loss = training.losses[0] if training.losses else None
    blind = blind_loss(targets, elements)
    if blind is None or loss is None:
        return None
    return float("inf") if not np.isfinite(loss) else loss / blind


def consequence(training: Optional[Training], ratio: Optional[float]) -> str:
    if training is None or training.initial_loss is None or ratio is None or ratio < NOTICEABLE:
        return ""
    return (
        f"; a fresh model starts at a loss of {number(training.initial_loss)}, "
        f"{number(round(ratio, 1))} times that of a blind guess"
    )


def _eight_bit_image(component: Component) -> bool:
    """An image in 0..255, or with its mean subtracted (preprocess_input's -124..151)."""
    low, high = component.minimum or 0.0, component.maximum or 0.0
    if not image_like(component) or low < -160 or high > 255:
        return False
    return low >= 0 or high > BRIGHT


def _unscaled_image(
    component: Component, met: Meeting, ratio: Optional[float]
) -> Optional[Finding]:
    low, high = component.minimum or 0.0, component.maximum or 0.0
    if not image_like(component) or low < 0 or not BRIGHT < high <= 255:
        return None
    if met.state == "unknown" and (ratio is None or ratio < HARMFUL):
        return None
    return Finding(
        f"images in `{component.path}` span {number(low)}..{number(high)} ({component.dtype}) and "
        f"{_meets(met, 'reach')}",
        expected="0..1 or -1..1 at the first weights",
        actual=f"{number(low)}..{number(high)}, mean {number(component.mean)}",
        where=component.path,
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
    component: Component, met: Meeting, ratio: Optional[float], plan: Optional[Plan]
) -> Optional[Finding]:
    size, column = _largest(component)
    if size is None or size < LARGE:
        return None
    if met.state == "unknown" and (ratio is None or ratio < HARMFUL):
        return None
    if ratio is not None and ratio < NOTICEABLE:
        return None
    status = "fail" if ratio is not None and ratio >= HARMFUL else "warn"
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
    elif image_like(component) and abs(component.mean or 0) > OFFSET * (component.std or 0):
        hint = "; a mean in 0..255 was subtracted from images that were in 0..1 already"
        fix = "subtract the mean (preprocess_input) from images in 0..255, or do without it"
    return Finding(
        f"{place} has a root mean square of {number(size)} "
        f"({number(component.minimum)}..{number(component.maximum)}) and {_meets(met, 'reaches')}{hint}",
        status=status,
        expected="values of about 1 at the first weights",
        actual=f"root mean square {number(size)}, mean {number(component.mean)}",
        where=component.path,
        fix=fix,
    )


def _largest(component: Component) -> Tuple[Optional[float], Optional[int]]:
    """Root mean square of the largest column (of the last axis), and which it is."""
    values = matrix(component)
    if values is None:
        return None, None
    if component.rows is not None and component.rows.ndim > 2:
        values = values.reshape(-1, component.rows.shape[-1])
    values = values[np.isfinite(values).all(axis=1)][: max(1000, SAMPLE // values.shape[1])]
    if not len(values):
        return None, None
    sizes = np.sqrt(np.mean(values**2, axis=0))
    column = int(np.argmax(sizes))
    return float(sizes[column]), column if len(sizes) > 1 else None


def _uses(plan: Optional[Plan], op: str) -> bool:
    if plan is None:
        return False
    return any(op in n.function.ops for n in plan.nodes() if n.function is not None)


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
