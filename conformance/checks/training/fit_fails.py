"""Whether fit runs."""

from __future__ import annotations

from conformance.checks.training._training import passed, raised, ran
from conformance.facts.explanations import AFTER
from conformance.records import Training
from conformance.registry import check, predicate
from conformance.results import Outcome


@predicate("fit was not run")
def fit_ran(training: Training) -> bool:
    return ran(training, "fit") or ran(training, "model")


@check(
    "fit-fails",
    group="training",
    title="fit runs",
    applies=(fit_ran,),
    phase="trained",
    after=AFTER,
)
def fit_fails(training: Training) -> Outcome:
    """What fit raised, bounded to a few batches, with a fresh model."""
    failure = training.failures.get("fit") or training.failures.get("model")
    return passed(training, "fit") if failure is None else raised("fit", failure)
