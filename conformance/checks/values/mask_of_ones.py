"""Whether a mask beside padded ids marks the padding."""

from __future__ import annotations

from typing import Any, Dict, List, Optional, Tuple

from conformance.checks.values._padding import PADDED, masks_by_value
from conformance.facts.padding import Padding
from conformance.records import Component, Contract, Pass
from conformance.registry import check, predicate
from conformance.results import Outcome, Passed, warn
from conformance.wording import share


def _masked(elements: Pass) -> List[Tuple[Component, Component]]:
    """Each component of ones with the components of whole numbers that have its shape."""
    features = elements.role("x")
    return [
        (mask, ids)
        for mask in features
        if mask.minimum == mask.maximum == 1 and mask.kind == "dense"
        for ids in features
        if ids is not mask and ids.shapes == mask.shapes and ids.dtype.startswith(("int", "uint"))
    ]


@predicate("the model masks padding by its value")
def padding_unmasked(contract: Optional[Contract] = None) -> bool:
    """No layer finds the padding by itself, so a mask that is given has to mark it."""
    return contract is None or not masks_by_value(contract)


@predicate("no component of x is 1 throughout beside whole numbers of its shape")
def ones_beside_ids(elements: Pass) -> bool:
    """There is what may be a mask, and what it may belong to."""
    return bool(_masked(elements))


@check(
    "mask-of-ones",
    group="values",
    title="a mask beside padded ids marks the padding",
    applies=(padding_unmasked, ones_beside_ids),
    phase="compared",
    after={"constant-feature": "ids that never vary are all padding or all words"},
    limits={"padded": PADDED},
)
def mask_of_ones(elements: Pass, paddings: Dict[str, Padding], limits: Any) -> Outcome:
    """Made before the rows are padded, or by ``ones_like``: padding is attended to."""
    looked = []
    for mask, ids in _masked(elements):
        padding = paddings.get(ids.path)
        looked.append(f"`{mask.path}` with the padding of `{ids.path}`")
        if padding is None or padding.step.any() or padding.share < limits.padded:
            continue
        return warn(
            f"`{mask.path}` is 1 at every step, and {share(padding.padded, padding.rows)} sequences "
            f"of `{ids.path}`, which has the same shape, are padded with 0 at the {padding.end}: a "
            "mask made before the padding (or by ones_like) marks padding as words",
            expected="0 where there is padding",
            actual="1 everywhere",
            where=mask.path,
            component=mask.path,
            fix=f"make the mask from the padded ids: `tf.cast(ids != 0, tf.int32)` for `{ids.path}`",
        )
    return Passed(", ".join(looked))
