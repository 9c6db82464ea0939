"""Whether a mask beside padded ids marks the padding."""

from __future__ import annotations

from typing import Optional

from conformance.checks.values._padding import MANY
from conformance.facts.meeting import BROKEN
from conformance.facts.padding import padding_of, steps_of
from conformance.records import Contract, Pass
from conformance.registry import check
from conformance.results import warn
from conformance.wording import share


@check(
    "mask-of-ones",
    group="values",
    title="a mask beside padded ids marks the padding",
    after=(*BROKEN, "not-finite", "constant-feature"),
)
def mask_of_ones(elements: Pass, contract: Optional[Contract] = None):
    """Made before the rows are padded, or by ``ones_like``: padding is attended to."""
    features = elements.role("x")
    masks = [c for c in features if c.minimum == c.maximum == 1 and c.kind == "dense"]
    if contract is not None and any(fact.mask_value is not None for fact in contract.layers):
        return None  # padding is masked by its value
    for mask in masks:
        for ids in features:
            whole = ids.dtype.startswith(("int", "uint"))
            if ids is mask or ids.shapes != mask.shapes or not whole:
                continue
            steps = steps_of(ids)
            padding = padding_of(steps) if steps is not None else None
            if padding is None or padding.step.any() or padding.padded < MANY * padding.rows:
                continue
            return warn(
                f"`{mask.path}` is 1 at every step, and {share(padding.padded, padding.rows)} sequences "
                f"of `{ids.path}`, which has the same shape, are padded with 0 at the {padding.end}: a "
                "mask made before the padding (or by ones_like) marks padding as words",
                expected="0 where there is padding",
                actual="1 everywhere",
                where=mask.path,
                fix=f"make the mask from the padded ids: `tf.cast(ids != 0, tf.int32)` for "
                f"`{ids.path}`",
            )
    return None
