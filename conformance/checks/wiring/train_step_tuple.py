"""Whether the own train_step unpacks as many parts as elements have."""

from __future__ import annotations

import re

from conformance.records import Contract, Spec, Training
from conformance.registry import check, predicate
from conformance.results import Finding, Outcome, Passed
from conformance.wording import cause, user_line

UNPACKING = re.compile(r"(?:too many|not enough) values to unpack \(expected (\d+)")


@predicate("no train_step of the model's own unpacks the elements")
def own_step_unpacks(contract: Contract, spec: Spec) -> bool:
    """Elements are tuples, and the user's code takes them apart."""
    return contract.custom_train_step and spec.top in ("tuple", "list")


@check(
    "train-step-tuple",
    group="wiring",
    title="the own train_step unpacks as many parts as elements have",
    applies=(own_step_unpacks,),
    phase="paired",
)
def train_step_tuple(contract: Contract, spec: Spec, training: Training) -> Outcome:
    """``x, y = data`` in a train_step, and elements of three parts (or one)."""
    failure = training.failures.get("fit")
    expected = UNPACKING.search(failure.message) if failure is not None else None
    wanted = int(expected.group(1)) if expected is not None else spec.length
    if failure is None or wanted == spec.length:
        return Passed(f"train_step took elements of {spec.length} parts apart")
    roles = ("x", "y", "sample_weight")
    return Finding(
        f"train_step unpacks {wanted} parts, and each element has {spec.length} "
        f"({', '.join(roles[: spec.length])}): {cause(failure)}",
        expected=f"{wanted} parts",
        actual=f"{spec.length} parts",
        where=user_line(failure),
        frames=failure.frames,
        fix="unpack with `x, y, sample_weight = keras.utils.unpack_x_y_sample_weight(data)`, or "
        "yield "
        f"{wanted} parts",
        blame="model",
    )
