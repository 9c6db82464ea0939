"""Whether elements are (x, y) or (x, y, sample_weight)."""

from __future__ import annotations

from typing import Optional

from conformance.records import Contract, Spec
from conformance.registry import check, predicate
from conformance.results import Finding, Outcome, Passed


@predicate("elements are no tuples")
def tuples(spec: Spec) -> bool:
    """Keras unpacks the element."""
    return spec.top in ("tuple", "list")


@predicate("the model's own train_step may unpack as many parts as it likes")
def keras_unpacks(contract: Optional[Contract] = None) -> bool:
    """Keras' own step does."""
    return contract is None or not contract.custom_train_step


@check(
    "tuple-too-long",
    group="wiring",
    title="elements are (x, y) or (x, y, sample_weight)",
    applies=(tuples, keras_unpacks),
    phase="well-formed",
    per_part=True,
)
def tuple_too_long(spec: Spec, contract: Optional[Contract] = None) -> Outcome:
    """More than three parts: Keras raises, or a custom train_step must know what they are."""
    if spec.length <= 3:
        return Passed(f"a {spec.top} of {spec.length}")
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
