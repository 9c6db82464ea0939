"""Whether evaluate runs."""

from __future__ import annotations

from conformance.checks.training._training import AFTER_DATA, raised
from conformance.records import Training
from conformance.registry import check


@check(
    "evaluate-fails",
    group="training",
    title="evaluate runs",
    after=(*AFTER_DATA, "fit-fails"),
)
def evaluate_fails(training: Training):
    failure = training.failures.get("evaluate")
    return None if failure is None else raised("evaluate", failure)
