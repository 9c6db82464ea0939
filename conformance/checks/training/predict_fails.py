"""Whether predict runs."""

from __future__ import annotations

from typing import Optional

from conformance.checks.training._training import passed, raised, ran
from conformance.records import Contract, Training
from conformance.registry import check, predicate
from conformance.results import Outcome


@predicate("predict was not run: it comes after a fit that ran")
def predict_ran(training: Training) -> bool:
    return ran(training, "predict")


@predicate("the model trains by a step of its own: its call may take something else than x")
def calls_on_features(contract: Optional[Contract] = None) -> bool:
    return contract is None or not contract.custom_train_step


@check(
    "predict-fails",
    group="training",
    title="predict runs",
    applies=(predict_ran, calls_on_features),
    phase="trained",
)
def predict_fails(training: Training) -> Outcome:
    """What predict raised on the features of the batches that fit had taken."""
    failure = training.failures.get("predict")
    if failure is None:
        return passed(training, "predict")
    return raised("predict", failure, ", after fit had run")
