"""Whether no expensive step is repeated in each epoch with the same result."""

from __future__ import annotations

from conformance.checks.efficiency._memory import megabytes
from conformance.checks.efficiency._timed import compared
from conformance.facts.nodes import FREEZES, describe, paths, python_source
from conformance.facts.slowness import UNCACHED, Slowness
from conformance.records import Pass, Plan, Timing
from conformance.registry import check, predicate
from conformance.results import Outcome, Passed, warn


@predicate("there is a cache already")
def without_cache(plan: Plan) -> bool:
    """Every epoch runs every stage."""
    return not any(node.op in FREEZES for node in plan.nodes())


@predicate("there is a single epoch, epochs give different examples, or no step was timed")
def cache_possible(slowness: Slowness) -> bool:
    """A cache would give the same examples, and an epoch of it was timed."""
    return slowness.cached is not None and slowness.step > 0


@check(
    "epoch-uncached",
    group="efficiency",
    title="no expensive step is repeated in each epoch with the same result",
    applies=(without_cache, cache_possible),
    phase="trained",
)
def epoch_uncached(plan: Plan, elements: Pass, timing: Timing, slowness: Slowness) -> Outcome:
    """Files decoded again in each epoch, to the same images."""
    cached = slowness.cached or 0.0
    if slowness.cause != UNCACHED:
        return Passed(f"{compared(slowness)}; read back from a cache an epoch takes {cached:.2g} s")
    stage, where = slowness.stage, cache_place(plan)
    spent = f", {slowness.share:.0%} of it in {stage}" if slowness.share else ""
    return warn(
        f"each epoch computes the same {elements.examples} examples again: "
        f"{slowness.epoch:.2f} s for the pipeline alone{spent}; read back from a cache it "
        f"takes {cached:.2f} s ({megabytes(max(timing.bytes_per_epoch, 2**20))} of memory)"
        f"; {slowness.text}",
        expected=f"about {cached:.2f} s an epoch from the second on",
        actual=f"{slowness.epoch:.2f} s",
        where=stage or where,
        fix=f"put .cache() after {where}, before any shuffle and random augmentation",
    )


def cache_place(plan: Plan) -> str:
    """The last deterministic stage with work in it, upstream of shuffle and batch."""
    for node, _ in paths(plan.root):
        function = node.function
        if function is None or node.op not in ("map", "flat_map", "interleave", "filter"):
            continue
        above = [n for n in node.walk() if n is not node]
        if function.random or any(n.op == "shuffle" for n in above):
            continue
        return "from_generator" if node is python_source(plan) else describe(node)
    return "the last deterministic step"
