"""Checks: what is slow, which stage, and what would the fix buy? All warn, all measured.

Here: where time goes. Memory and compilation are in ``efficiency_memory``.
"""

from __future__ import annotations

from typing import List, Optional, Tuple

from conformance.checks import (  # noqa: F401 - register their checks
    efficiency_chains,
    efficiency_eager,
    efficiency_padding,
    efficiency_restarts,
    efficiency_shards,
)
from conformance.checks.completeness_rows import cache_incomplete
from conformance.checks.efficiency_memory import megabytes
from conformance.checks.randomness_passes import same_contents, telling
from conformance.checks.randomness_plan import (
    FREEZES,
    describe,
    line,
    paths,
    python_source,
)
from conformance.records import (
    Arguments,
    Build,
    Epochs,
    Node,
    Pass,
    Plan,
    Timing,
    Training,
)
from conformance.registry import check
from conformance.results import warn
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
    if cache_incomplete(plan) is not None:
        return None
    if timing.cached_epoch is None or second is None or not telling(elements, second):
        return None
    if any(node.op in FREEZES for node in plan.nodes()) or arguments.get("epochs", 2) == 1:
        return None
    if not _waits(timing, training) or not same_contents(elements, second):
        return None
    if timing.second_epoch < CACHE_GAIN * timing.cached_epoch:
        return None
    stage, share = _costliest(timing, plan)
    spent = f", {share:.0%} of it in {stage}" if share else ""
    where = _cache_place(plan)
    return warn(
        f"each epoch computes the same {elements.examples} examples again: "
        f"{timing.second_epoch:.2f} s for the pipeline alone{spent}; read back from a cache it "
        f"takes {timing.cached_epoch:.2f} s ({megabytes(max(timing.bytes_per_epoch, 2**20))} of memory)"
        f"{_step_text(timing, training)}",
        expected=f"about {timing.cached_epoch:.2f} s an epoch from the second on",
        actual=f"{timing.second_epoch:.2f} s",
        where=stage or where,
        fix=f"put .cache() after {where}, before any shuffle and random augmentation",
    )


def _explained(
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
        or cache_incomplete(plan) is not None
        or epoch_uncached(plan, elements, epochs, timing, arguments, training) is not None
    )


def _cache_place(plan: Plan) -> str:
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


def _waits(timing: Timing, training: Optional[Training]) -> bool:
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


def _step_text(timing: Timing, training: Optional[Training]) -> str:
    if training is None or training.step_seconds is None:
        return ""
    each = timing.second_epoch / max(1, timing.batches)
    return (
        f"; a batch takes {milliseconds(each)} to make and {milliseconds(training.step_seconds)} "
        "to train on"
    )


def _costliest(timing: Timing, plan: Plan) -> Tuple[str, float]:
    """(the stage with most work of its own, its share), as far as TensorFlow tells."""
    total = sum(seconds for _, seconds in timing.stages)
    if not timing.stages or total <= 0:
        return "", 0.0
    name, seconds = timing.stages[0]
    alike = [node for node in plan.nodes() if node.op in _ops_of(name) and node.function]
    return describe(alike[0]) if len(alike) == 1 else name, seconds / total


def _ops_of(stage: str) -> Tuple[str, ...]:
    """Our names for a stage of the running pipeline, after the runtime's own rewriting."""
    for words, ops in STAGES.items():
        if stage.startswith(words):
            return ops
    return ()


@check(
    "python-in-hot-path",
    group="efficiency",
    title="no Python function holds up the training",
)
def python_in_hot_path(
    build: Build,
    plan: Plan,
    elements: Pass,
    epochs: Epochs,
    timing: Timing,
    arguments: Arguments,
    training: Training,
):
    if not _waits(timing, training) or _explained(
        build, plan, elements, epochs, timing, arguments, training
    ):
        return None
    steps = [n for n in plan.nodes() if n.op == "map" and n.function and n.function.python]
    source = python_source(plan)
    if not steps and source is None:
        return None
    busiest = _ops_of(timing.stages[0][0]) if timing.stages else ()
    if timing.stages and not any(n.op in busiest for n in steps + ([source] if source else [])):
        return None
    if source is not None and not steps:
        what, fix = (
            "the generator behind from_generator",
            ("yield whole batches from the generator, or read the data with tf.data's own sources"),
        )
    else:
        what, fix = (
            line(steps),
            (f"write {line(steps)} with TensorFlow ops, call it on batches, or cache its result"),
        )
    rate = elements.examples / timing.second_epoch if timing.second_epoch else 0
    return warn(
        f"{what} runs Python for each element and the model waits for it: {rate:.0f} examples a "
        f"second{_step_text(timing, training)}; threads do not help, since Python runs one at a "
        "time",
        expected="a pipeline faster than the model",
        actual=f"{timing.second_epoch / timing.batches / training.step_seconds:.0f} times slower",
        where=what,
        fix=fix,
    )


@check(
    "input-bound",
    group="efficiency",
    title="the model does not wait for its data",
)
def input_bound(
    build: Build,
    elements: Pass,
    epochs: Epochs,
    timing: Timing,
    arguments: Arguments,
    training: Training,
    plan: Optional[Plan] = None,
):
    if training.step_seconds is None or not _waits(timing, training):
        return None
    known = (build, plan, elements, epochs, timing, arguments, training)
    if plan is not None and (_explained(*known) or python_in_hot_path(*known)):
        return None
    stage, share = _costliest(timing, plan) if plan is not None else ("", 0.0)
    serial = _serial(plan) if plan is not None else []
    where = stage or (line(serial) if serial else "the pipeline")
    spent = f"; {share:.0%} of the work is in {stage}" if share else ""
    fix = "do the expensive part once, before training, or cache its result"
    if serial:
        fix = f"give {line(serial)} num_parallel_calls=tf.data.AUTOTUNE, or {fix}"
    return warn(
        f"the model waits for its data: {timing.second_epoch:.2f} s an epoch for the pipeline "
        f"alone{_step_text(timing, training)}{spent}",
        expected="a pipeline faster than the model",
        actual=f"{timing.second_epoch / timing.batches / training.step_seconds:.0f} times slower",
        where=where,
        fix=fix,
    )


def _serial(plan: Plan) -> List[Node]:
    """Stages with a function that run one element at a time."""
    return [
        node
        for node in plan.nodes()
        if node.op in ("map", "interleave", "flat_map")
        and node.function is not None
        and not node.raw.startswith("Parallel")
        and node is not python_source(plan)
    ]
