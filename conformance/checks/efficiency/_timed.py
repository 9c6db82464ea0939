"""Checks: is it the pipeline that the model waits for?"""

from __future__ import annotations

from conformance.facts.slowness import SLOW_EPOCH, Slowness
from conformance.records import Training
from conformance.registry import predicate


@predicate("no step of the model was timed")
def step_timed(training: Training, slowness: Slowness) -> bool:
    """Training ran, and there is a step to hold a batch of the pipeline against."""
    return training.step_seconds is not None and slowness.step > 0


def compared(slowness: Slowness) -> str:
    """What a check of the time compared."""
    text = f"an epoch of the pipeline alone takes {slowness.epoch:.2g} s; {slowness.text}"
    return (
        text if slowness.epoch >= SLOW_EPOCH else f"{text} (below {SLOW_EPOCH} s an epoch is noise)"
    )
