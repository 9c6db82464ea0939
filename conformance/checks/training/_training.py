"""Checks: do fit, evaluate, predict and a custom loop run, and do they learn something?"""

from __future__ import annotations

from conformance.facts.explanations import causes_of
from conformance.records import Failure, Training
from conformance.results import Finding, Outcome, Passed
from conformance.wording import cause, counted, user_line


def ran(training: Training, stage: str) -> bool:
    """Whether a stage was tried, with whatever outcome."""
    return stage in training.ran or stage in training.failures


def passed(training: Training, stage: str) -> Outcome:
    """A stage that ran to its end."""
    return Passed(f"{stage} on {counted(training.batches, 'batch').replace('batchs', 'batches')}")


def raised(stage: str, failure: Failure, before: str = "") -> Finding:
    """A stage that raised."""
    place = user_line(failure)
    return Finding(
        f"{stage} raised {cause(failure)}{before}",
        expected=f"{stage} runs",
        actual=failure.type,
        where=place or stage,
        blame="pipeline" if place else "model",
        frames=failure.frames,
        causes=causes_of(failure),
    )
