"""Checks: what is slow, which stage, and what would the fix buy? All warn, all measured."""

from __future__ import annotations

from typing import List, Optional, Tuple

from conformance.checks.randomness_passes import same_contents, telling
from conformance.checks.randomness_plan import (
    FREEZES,
    batching,
    describe,
    line,
    paths,
    python_source,
)
from conformance.records import (
    Arguments,
    Build,
    Component,
    Contract,
    Epochs,
    Node,
    Pass,
    Plan,
    Timing,
    Training,
)
from conformance.registry import check
from conformance.results import warn

SLOW_EPOCH = 0.12  # seconds an epoch of the pipeline alone
SLOW_BATCH = 0.02  # seconds a batch: below it, starting an iterator and this machine's noise count
WAITING = 2.0  # the pipeline takes this many times the model's step
CACHE_GAIN = 5.0
MANY_SHAPES = 4
LARGE = 2**30  # bytes
LARGE_EMBEDDED = 2**29
DEEP_PREFETCH = 64  # elements asked for ahead: beyond this a buffer smooths nothing more


def _megabytes(count: float) -> str:
    return f"{count / 2**30:.1f} GB" if count >= 2**30 else f"{count / 2**20:.0f} MB"


def _milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:.3g} ms"


@check(
    "debug-mode",
    group="efficiency",
    title="tf.data runs its functions as graphs",
)
def debug_mode(build: Build):
    if not build.debug_mode:
        return None
    return warn(
        "tf.data's debug mode is on: every map function runs eagerly in Python, one element at a "
        "time and without parallelism or prefetch (a map of four ops over 2,000 rows was measured "
        "at 20 times the time)",
        where="tf.data.experimental.enable_debug_mode()",
        fix="remove tf.data.experimental.enable_debug_mode()",
    )


@check(
    "epoch-uncached",
    group="efficiency",
    title="no expensive step is repeated in each epoch with the same result",
    after=("debug-mode", "cache-incomplete", "augmentation-frozen"),
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
        f"takes {timing.cached_epoch:.2f} s ({_megabytes(max(timing.bytes_per_epoch, 2**20))} of memory)"
        f"{_step_text(timing, training)}",
        expected=f"about {timing.cached_epoch:.2f} s an epoch from the second on",
        actual=f"{timing.second_epoch:.2f} s",
        where=stage or where,
        fix=f"put .cache() after {where}, before any shuffle and random augmentation",
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
    """Whether the model waits for the pipeline: slower than two steps, by more than noise."""
    if timing.batches < 1 or timing.second_epoch < SLOW_EPOCH:
        return False
    each = timing.second_epoch / timing.batches
    if training is None or training.step_seconds is None:
        return False
    return each > max(SLOW_BATCH, WAITING * training.step_seconds)


def _step_text(timing: Timing, training: Optional[Training]) -> str:
    if training is None or training.step_seconds is None:
        return ""
    each = timing.second_epoch / max(1, timing.batches)
    return (
        f"; a batch takes {_milliseconds(each)} to make and {_milliseconds(training.step_seconds)} "
        "to train on"
    )


def _costliest(timing: Timing, plan: Plan) -> Tuple[str, float]:
    """(the stage with most work of its own, its share), as far as TensorFlow tells."""
    total = sum(seconds for _, seconds in timing.stages)
    if not timing.stages or total <= 0:
        return "", 0.0
    name, seconds = timing.stages[0]
    alike = [node for node in plan.nodes() if node.raw.replace("Dataset", "") in (name, name + "V2")]
    return describe(alike[0]) if len(alike) == 1 else name, seconds / total


@check(
    "python-in-hot-path",
    group="efficiency",
    title="no Python function holds up the training",
    after=("debug-mode", "epoch-uncached"),
)
def python_in_hot_path(plan: Plan, timing: Timing, training: Training, elements: Pass):
    if not _waits(timing, training):
        return None
    steps = [n for n in plan.nodes() if n.op == "map" and n.function and n.function.python]
    source = python_source(plan)
    if not steps and source is None:
        return None
    stage, _ = _costliest(timing, plan)
    busy = [describe(n) for n in steps + ([source] if source else [])]
    if stage and stage not in busy and not stage.startswith(("Generator", "FlatMap")):
        return None
    if source is not None and not steps:
        what, fix = "the generator behind from_generator", (
            "yield whole batches from the generator, or read the data with tf.data's own sources"
        )
    else:
        what, fix = line(steps), (
            f"write {line(steps)} with TensorFlow ops, call it on batches, or cache its result"
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
    after=("debug-mode", "epoch-uncached", "python-in-hot-path", "cache-incomplete"),
)
def input_bound(timing: Timing, training: Training, plan: Optional[Plan] = None):
    if training.step_seconds is None or not _waits(timing, training):
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


@check(
    "shape-recompilation",
    group="efficiency",
    title="XLA compiles the train step for a few shapes only",
)
def shape_recompilation(contract: Contract, elements: Pass):
    if not contract.jit_compile:
        return None
    for component in elements.components:
        shapes = set(component.shapes)
        inner = {shape[1:] for shape in shapes}
        if len(inner) < MANY_SHAPES:
            continue
        axis = _varying_axis(inner)
        lengths = sorted({shape[axis] for shape in inner if len(shape) > axis})
        return warn(
            f"{component.path} has {len(inner)} different shapes in {elements.batches} batches "
            f"(axis {axis + 1}: {lengths[0]} to {lengths[-1]}), and with jit_compile=True each is "
            "compiled anew (measured: 8 lengths took 4 times as long as one)",
            expected="one shape, or a few bucket lengths",
            actual=f"{len(inner)} shapes",
            where=component.path,
            fix=f"padded_batch to one length (padded_shapes of {max(lengths)}) or to a few with "
            "bucket_by_sequence_length(pad_to_bucket_boundary=True), or leave out jit_compile",
        )
    return None


def _varying_axis(shapes) -> int:
    lists = [list(shape) for shape in shapes]
    for axis in range(min(map(len, lists))):
        if len({shape[axis] for shape in lists}) > 1:
            return axis
    return 0


@check(
    "arrays-embedded",
    group="efficiency",
    title="no large array is held as a constant of the pipeline",
)
def arrays_embedded(build: Build):
    if build.embedded_bytes < LARGE_EMBEDDED:
        return None
    return warn(
        f"{_megabytes(build.embedded_bytes)} of arrays are constants of the pipeline "
        "(from_tensor_slices or from_tensors): TensorFlow holds a copy beside yours (measured: "
        "about twice the size while it is built), and above 2 GB the pipeline can neither be "
        "saved nor served",
        where="from_tensor_slices",
        fix="write the arrays to TFRecord files, or read slices of a memory-mapped array in "
        "a Sequence",
    )


@check(
    "cache-endless",
    group="efficiency",
    title="a cache holds one copy of the data",
)
def cache_endless(plan: Plan):
    for node in plan.nodes():
        if node.op != "cache":
            continue
        for above in node.walk():
            count = above.attributes.get("count")
            if above.op not in ("repeat", "shuffle_and_repeat") or not isinstance(count, int):
                continue
            if count in (0, 1):
                continue
            often = "for ever" if count < 0 else f"{count} times"
            grow = (
                "never complete and grows with every step until memory runs out"
                if count < 0
                else f"as large as {count} epochs"
            )
            return warn(
                f"cache() comes after {describe(above)}, which repeats the data {often}: the cache "
                f"is {grow}",
                expected="one epoch in the cache",
                actual=f"data repeated {often}",
                where=f"{describe(above)}, cache()",
                fix="put .cache() before .repeat()",
            )
    return None


@check(
    "buffer-oversized",
    group="efficiency",
    title="buffers hold no more than they need",
)
def buffer_oversized(plan: Plan, elements: Pass):
    each = _example_bytes(elements.components) if elements.examples else 0.0
    formed = batching(plan)
    after = set(map(id, formed[1])) if formed else set()
    size = max(elements.batch_sizes or [1])
    for node in plan.nodes():
        asked = node.attributes.get("buffer_size")
        if node.op not in ("prefetch", "shuffle") or not isinstance(asked, int) or asked <= 0:
            continue
        batches = id(node) in after
        held = _held(node, asked)
        needed = held * each * (size if batches else 1)
        unit = "batches" if batches else "examples"
        if node.op == "prefetch" and asked > DEEP_PREFETCH and batches:
            return warn(
                f"prefetch({asked}) keeps up to {asked} {unit} ready, {_megabytes(needed)} here: "
                "its argument counts elements, which are batches after batch(), and one or two "
                "are enough to overlap loading with training",
                expected="prefetch(tf.data.AUTOTUNE)",
                actual=f"prefetch({asked})",
                where=describe(node),
                fix="use prefetch(tf.data.AUTOTUNE)",
            )
        if needed > LARGE:
            return warn(
                f"{describe(node)} holds up to {held} {unit}, about {_megabytes(needed)}",
                where=describe(node),
                fix="shuffle file names or indices with a full buffer and the examples with a "
                "smaller one, or shuffle before the examples are decoded",
            )
    return None


def _held(node: Node, asked: int) -> int:
    """How many elements a buffer will hold: no more than there are upstream."""
    below = node.inputs[0].cardinality if node.inputs else None
    return min(asked, below) if below is not None and below >= 0 else asked


def _example_bytes(components: List[Component]) -> float:
    """Bytes of one example, from the values counted over a pass."""
    total = 0.0
    for component in components:
        rows = len(component.row_hashes)
        width = 8 if component.dtype.endswith("64") else 1 if component.dtype.endswith("8") else 4
        total += component.count * width / rows if rows else 0.0
    return total
