"""Whether predict runs."""

from __future__ import annotations

from typing import Optional

from conformance.checks.training._training import AFTER_DATA, raised
from conformance.records import Contract, Training
from conformance.registry import check
from conformance.results import Skip


@check(
    "predict-fails",
    group="training",
    title="predict runs",
    after=(*AFTER_DATA, "fit-fails"),
)
def predict_fails(training: Training, contract: Optional[Contract] = None):
    failure = training.failures.get("predict")
    if failure is None:
        return None
    if contract is not None and contract.custom_train_step:
        return Skip(
            "the model trains by a step of its own: its call may take something else than x"
        )
    return raised("predict", failure, ", after fit had run")
