"""Whether features reach the first weights scaled to about 1."""

from __future__ import annotations

from typing import List, Optional, Tuple

from conformance.checks.values._scale import HARMFUL, NOTICEABLE, _largest, consequence, loss_ratio
from conformance.facts.meeting import BROKEN, Meeting, image_like, meeting, numeric
from conformance.facts.pairing import Pairing, Targets
from conformance.records import Component, Contract, Pass, Plan, Training
from conformance.registry import check
from conformance.results import Finding
from conformance.wording import number

# Glorot and He initialisation assume inputs of variance about 1
# (https://www.tensorflow.org/tutorials/keras/regression#normalization).
LARGE = 50.0  # root mean square of the largest column from which scaling is asked for
BRIGHT = 20.0  # an image brighter than this is not in 0..1
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


def _uses(plan: Optional[Plan], op: str) -> bool:
    if plan is None:
        return False
    return any(op in n.function.ops for n in plan.nodes() if n.function is not None)
