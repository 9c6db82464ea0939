"""Whether the model waits for its data, and the nearest cause of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional, Tuple

from conformance.facts.nodes import FREEZES, describe, left_early, python_source, taken_from_caches
from conformance.facts.repetition import Repetition, same_contents
from conformance.records import Arguments, Build, Plan, Timing, Training
from conformance.wording import milliseconds

SLOW_EPOCH = 0.05  # seconds an epoch of the pipeline alone: below it, noise and starting count
OVERHEADS = 6.0  # times an epoch of free batches, which is slow too while the machine is busy
WAITING = 3.0  # the pipeline takes this many times the model's step
# A step of a tiny model is mostly the cost of calling it, so a batch of so many seconds or of so
# many steps is asked for as well. Of 270 sound pipelines with such models the slowest took 6.8
# steps for a batch, of 14 slow ones the quickest 8.8: a ratio, the same on a quick machine.
SLOW_BATCH = 0.02
TINY_STEPS = 8.0
# Times as quick from a cache: memory is spent for less in vain; chosen, not measured.
CACHE_GAIN = 5.0
# What the runtime calls its stages, serial maps being run in parallel and fused with batch.
STAGES = {
    ("Map", "ParallelMap"): ("map", "map_and_batch"),
    ("FlatMap", "Generator"): ("flat_map",),
    ("Interleave", "ParallelInterleave"): ("interleave",),
    ("Filter", "ParallelFilter"): ("filter",),
}
# Causes, nearest first: each is one check's to report.
DEBUG, THROWN_AWAY, UNCACHED, PYTHON, OTHER = (
    "debug mode",
    "cache thrown away",
    "uncached",
    "python",
    "other",
)


@dataclass(frozen=True)
class Slowness:
    """What was measured of an epoch of the pipeline alone, beside a step of the model.

    ``cause``: "" where the model does not wait, else one of the causes above. ``batch`` and ``step``
    are seconds, ``epoch`` seconds of the second one; ``cached`` those of one read back from a cache
    that gives the same examples, None where there is a cache or none would do. ``stage`` is the one
    with most work of its own and ``share`` its part, "" and 0 where TensorFlow does not tell.
    """

    batch: float
    step: float
    epoch: float
    cause: str = ""
    cached: Optional[float] = None
    stage: str = ""
    share: float = 0.0

    @property
    def text(self) -> str:
        return f"a batch takes {milliseconds(self.batch)} to make and {milliseconds(self.step)} to train on"

    @property
    def times(self) -> str:
        """How much slower than the model, as a finding says it."""
        return f"{self.batch / self.step:.0f} times slower"


def slowness_of(
    build: Build,
    timing: Timing,
    arguments: Arguments,
    *,
    training: Optional[Training] = None,
    plan: Optional[Plan] = None,
    repetition: Optional[Repetition] = None,
) -> Slowness:
    """The fact ``slowness``; a step of 0 seconds was not measured."""
    step = (training.step_seconds or 0.0) if training is not None else 0.0
    batch = timing.second_epoch / max(1, timing.batches)
    stage, share = costliest(timing, plan) if plan is not None else ("", 0.0)
    cached = _from_cache(timing, arguments, plan, repetition)
    cause = _cause(build, timing, plan, cached) if _waits(timing, batch, step) else ""
    return Slowness(batch, step, timing.second_epoch, cause, cached, stage, share)


def _waits(timing: Timing, batch: float, step: float) -> bool:
    """Slower than three steps, by more than noise."""
    if timing.batches < 1 or timing.second_epoch < SLOW_EPOCH or not step:
        return False
    if timing.second_epoch < OVERHEADS * timing.overhead:
        return False
    return batch > max(WAITING * step, min(SLOW_BATCH, TINY_STEPS * step))


def _from_cache(
    timing: Timing,
    arguments: Arguments,
    plan: Optional[Plan],
    repetition: Optional[Repetition],
) -> Optional[float]:
    if plan is None or repetition is None or any(node.op in FREEZES for node in plan.nodes()):
        return None
    other = repetition.other
    if arguments.get("epochs", 2) == 1 or other is None or not repetition.told:
        return None
    return timing.cached_epoch if same_contents(repetition.one, other) else None


def _cause(build: Build, timing: Timing, plan: Optional[Plan], cached: Optional[float]) -> str:
    if build.debug_mode:
        return DEBUG
    if plan is None:
        return OTHER
    if any(left_early(*taken) for taken in taken_from_caches(plan)):
        return THROWN_AWAY
    if cached is not None and timing.second_epoch >= CACHE_GAIN * cached:
        return UNCACHED
    return PYTHON if _python_is_busy(timing, plan) else OTHER


def _python_is_busy(timing: Timing, plan: Plan) -> bool:
    """Whether Python runs for each element, and most of the work is there as far as is told."""
    nodes = [n for n in plan.nodes() if n.op == "map" and n.function and n.function.python]
    source = python_source(plan)
    nodes += [source] if source is not None else []
    busiest = ops_of(timing.stages[0][0]) if timing.stages else ()
    return bool(nodes) and (not timing.stages or any(n.op in busiest for n in nodes))


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
