"""Checks: what is slow, which stage, and what would the fix buy? All warn, all measured.

Here: where time goes. Memory and compilation are in ``efficiency_memory``.
"""

from __future__ import annotations

from typing import Optional, Tuple

from conformance.facts.nodes import describe, paths, python_source
from conformance.records import Plan, Timing, Training
from conformance.wording import milliseconds

SLOW_EPOCH = 0.05  # seconds an epoch of the pipeline alone: below it, noise and starting count
OVERHEADS = 6.0  # times an epoch of free batches, which is slow too while the machine is busy
WAITING = 3.0  # the pipeline takes this many times the model's step
# A step of a tiny model is mostly the cost of calling it, so a batch of so many seconds or of so
# many steps is asked for as well. Of 270 sound pipelines with such models the slowest took 6.8
# steps for a batch, of 14 slow ones the quickest 8.8: a ratio, the same on a quick machine.
SLOW_BATCH = 0.02
TINY_STEPS = 8.0
CACHE_GAIN = 5.0
# What the runtime calls its stages, serial maps being run in parallel and fused with batch.
STAGES = {
    ("Map", "ParallelMap"): ("map", "map_and_batch"),
    ("FlatMap", "Generator"): ("flat_map",),
    ("Interleave", "ParallelInterleave"): ("interleave",),
    ("Filter", "ParallelFilter"): ("filter",),
}


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


def waits(timing: Timing, training: Optional[Training]) -> bool:
    """Whether the model waits for the pipeline: slower than three steps, by more than noise."""
    if timing.batches < 1 or timing.second_epoch < SLOW_EPOCH:
        return False
    if timing.second_epoch < OVERHEADS * timing.overhead:
        return False
    each = timing.second_epoch / timing.batches
    if training is None or training.step_seconds is None:
        return False
    step = training.step_seconds
    return each > max(WAITING * step, min(SLOW_BATCH, TINY_STEPS * step))


def step_text(timing: Timing, training: Optional[Training]) -> str:
    if training is None or training.step_seconds is None:
        return ""
    each = timing.second_epoch / max(1, timing.batches)
    return (
        f"; a batch takes {milliseconds(each)} to make and {milliseconds(training.step_seconds)} "
        "to train on"
    )


def costliest(timing: Timing, plan: Plan) -> Tuple[str, float]:
    """(the stage with most work of its own, its share), as far as TensorFlow tells."""
    total = sum(seconds for _, seconds in timing.stages)
    if not timing.stages or total <= 0:
        return "", 0.0
    name, seconds = timing.stages[0]
    alike = [node for node in plan.nodes() if node.op in ops_of(name) and node.function]
    return describe(alike[0]) if len(alike) == 1 else name, seconds / total


def ops_of(stage: str) -> Tuple[str, ...]:
    """Our names for a stage of the running pipeline, after the runtime's own rewriting."""
    for words, ops in STAGES.items():
        if stage.startswith(words):
            return ops
    return ()
