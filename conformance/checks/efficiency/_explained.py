"""Whether a nearer cause already says why the pipeline is slow."""

from __future__ import annotations

from conformance.checks.completeness.cache_incomplete import cache_incomplete
from conformance.checks.efficiency.epoch_uncached import epoch_uncached
from conformance.records import Arguments, Build, Epochs, Pass, Plan, Timing, Training
from conformance.results import Finding


def explained(
    build: Build,
    plan: Plan,
    elements: Pass,
    epochs: Epochs,
    timing: Timing,
    arguments: Arguments,
    training: Training,
) -> bool:
    """Whether a check with a nearer cause already says why the pipeline is slow."""
    return (
        build.debug_mode
        or isinstance(cache_incomplete(plan), Finding)
        or epoch_uncached(plan, elements, epochs, timing, arguments, training) is not None
    )
