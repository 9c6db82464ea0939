"""Whether no expensive step is repeated in each epoch with the same result."""

from __future__ import annotations

from typing import Optional

from conformance.checks.completeness.cache_incomplete import cache_incomplete
from conformance.checks.efficiency._efficiency import (
    CACHE_GAIN,
    cache_place,
    costliest,
    step_text,
    waits,
)
from conformance.checks.efficiency._memory import megabytes
from conformance.facts.nodes import FREEZES
from conformance.facts.repetition import same_contents, telling
from conformance.records import Arguments, Epochs, Pass, Plan, Timing, Training
from conformance.registry import check
from conformance.results import Finding, warn


@check(
    "epoch-uncached",
    group="efficiency",
    title="no expensive step is repeated in each epoch with the same result",
    after=("augmentation-frozen",),
)
def epoch_uncached(
    plan: Plan,
    elements: Pass,
    epochs: Epochs,
    timing: Timing,
    arguments: Arguments,
    training: Optional[Training] = None,
):
    second = epochs.second
    if isinstance(cache_incomplete(plan), Finding):
        return None
    if timing.cached_epoch is None or second is None or not telling(elements, second):
        return None
    if any(node.op in FREEZES for node in plan.nodes()) or arguments.get("epochs", 2) == 1:
        return None
    if not waits(timing, training) or not same_contents(elements, second):
        return None
    if timing.second_epoch < CACHE_GAIN * timing.cached_epoch:
        return None
    stage, share = costliest(timing, plan)
    spent = f", {share:.0%} of it in {stage}" if share else ""
    where = cache_place(plan)
    return warn(
        f"each epoch computes the same {elements.examples} examples again: "
        f"{timing.second_epoch:.2f} s for the pipeline alone{spent}; read back from a cache it "
        f"takes {timing.cached_epoch:.2f} s ({megabytes(max(timing.bytes_per_epoch, 2**20))} of memory)"
        f"{step_text(timing, training)}",
        expected=f"about {timing.cached_epoch:.2f} s an epoch from the second on",
        actual=f"{timing.second_epoch:.2f} s",
        where=stage or where,
        fix=f"put .cache() after {where}, before any shuffle and random augmentation",
    )
