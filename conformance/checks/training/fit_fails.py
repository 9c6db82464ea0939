"""Whether fit runs."""

from __future__ import annotations

from conformance.checks.training._training import AFTER_DATA, raised
from conformance.records import Training
from conformance.registry import check


@check(
    "fit-fails",
    group="training",
    title="fit runs",
    after=(*AFTER_DATA, "fit-argument-unknown", "fit-argument-refused"),
)
def fit_fails(training: Training):
    failure = training.failures.get("fit") or training.failures.get("model")
    return None if failure is None else raised("fit", failure)
