"""Whether evaluate runs."""

from __future__ import annotations

from dataclasses import replace

from conformance.checks.training._training import passed, raised, ran
from conformance.facts.explanations import AFTER
from conformance.records import Training
from conformance.registry import check, predicate
from conformance.results import Outcome


@predicate("evaluate was not run")
def evaluate_ran(training: Training) -> bool:
    return ran(training, "evaluate")


@check(
    "evaluate-fails",
    group="training",
    title="evaluate runs",
    applies=(evaluate_ran,),
    phase="trained",
    after={**AFTER, "fit-fails": "fit meets the same, and comes first"},
)
def evaluate_fails(training: Training) -> Outcome:
    """What evaluate raised, bounded to a few batches."""
    failure = training.failures.get("evaluate")
    if failure is None:
        return passed(training, "evaluate")
    found = raised("evaluate", failure)
    return replace(found, causes=(*(found.causes or ()), "fit-fails"))
