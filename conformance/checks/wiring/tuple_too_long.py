"""Whether elements are (x, y) or (x, y, sample_weight)."""

from __future__ import annotations

from typing import Optional

from conformance.records import Contract, Spec
from conformance.registry import check
from conformance.results import Finding


@check(
    "tuple-too-long",
    group="wiring",
    title="elements are (x, y) or (x, y, sample_weight)",
    after=("element-type",),
)
def tuple_too_long(spec: Spec, contract: Optional[Contract] = None):
    """More than three parts: Keras raises, or a custom train_step must know what they are."""
    if spec.top not in ("tuple", "list") or spec.length <= 3:
        return None
    if contract is not None and contract.custom_train_step:
        return None
    inputs = len(contract.inputs) if contract is not None and contract.inputs else 1
    outputs = len(contract.outputs) if contract is not None and contract.outputs else 1
    fix = "keep what fit needs: `ds.map(lambda x, y, *rest: (x, y))`"
    if inputs > 1 and spec.length >= inputs + outputs:
        fix = "nest the parts: `((" + ", ".join(f"x{i + 1}" for i in range(inputs)) + "), y)`"
    return Finding(
        f"each element is a {spec.top} of {spec.length}; Keras unpacks (x, y, sample_weight) and "
        "raises for more",
        expected="1 to 3 parts",
        actual=f"{spec.length} parts",
        where=", ".join(leaf.path for leaf in spec.leaves[3:6]),
        fix=fix,
    )
