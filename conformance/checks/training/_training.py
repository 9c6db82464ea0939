"""Checks: do fit, evaluate, predict and a custom loop run, and do they learn something?"""

from __future__ import annotations

from typing import Optional

from conformance.facts.broken import MET, broken, met
from conformance.facts.explanations import causes_of
from conformance.records import Failure, Pass, Probes, Training
from conformance.results import UNREAD, Finding, Outcome, Passed, Skip
from conformance.wording import cause, counted, listed, user_line


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


def not_met(
    training: Training, elements: Optional[Pass], probes: Optional[Probes] = None
) -> Optional[Skip]:
    """Why numbers that stayed finite prove nothing: the rows with NaN came too late for the bounded fit.

    None where there are no such rows, where enough of them were met, or where a fresh model gave finite
    answers to them.
    """
    holds = broken(elements) if elements is not None else []
    if elements is None or not holds or (probes is not None and probes.finite is True):
        return None
    if max(met(component, elements, training) for component in holds) >= MET.value:
        return None
    return Skip(
        f"{listed(c.path for c in holds)} hold NaN or infinity in "
        f"{counted(max(c.bad_rows for c in holds), 'row')}, and a fit of "
        f"{counted(training.batches, 'batch').replace('batchs', 'batches')} meets too few of them to tell",
        UNREAD,
    )
