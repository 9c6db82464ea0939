"""Whether the own train_step unpacks as many parts as elements have."""

from __future__ import annotations

import re

from conformance.records import Contract, Spec, Training
from conformance.registry import check
from conformance.results import Finding
from conformance.wording import cause, user_line

UNPACKING = re.compile(r"(?:too many|not enough) values to unpack \(expected (\d+)")


@check(
    "train-step-tuple",
    group="wiring",
    title="the own train_step unpacks as many parts as elements have",
    after=("tuple-too-long",),
)
def train_step_tuple(contract: Contract, spec: Spec, training: Training):
    """``x, y = data`` in a train_step, and elements of three parts (or one)."""
    failure = training.failures.get("fit")
    if not contract.custom_train_step or failure is None or spec.top not in ("tuple", "list"):
        return None
    expected = UNPACKING.search(failure.message)
    if expected is None:
        return None
    wanted = int(expected.group(1))
    if wanted == spec.length:
        return None
    roles = ("x", "y", "sample_weight")
    return Finding(
        f"train_step unpacks {wanted} parts, and each element has {spec.length} "
        f"({', '.join(roles[: spec.length])}): {cause(failure)}",
        expected=f"{wanted} parts",
        actual=f"{spec.length} parts",
        where=user_line(failure),
        fix="unpack with `x, y, sample_weight = keras.utils.unpack_x_y_sample_weight(data)`, or "
        "yield "
        f"{wanted} parts",
        blame="model",
    )
