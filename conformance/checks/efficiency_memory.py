"""Checks: memory that buffers, caches and constants take, and shapes that XLA compiles."""

from __future__ import annotations

from typing import List, Optional

from conformance.checks.randomness_plan import batching, describe
from conformance.records import Build, Component, Contract, Node, Pass, Plan
from conformance.registry import check
from conformance.results import warn

MANY_SHAPES = 4
LARGE = 2**30  # bytes
LARGE_EMBEDDED = 2**29
LARGE_CONSTANT = 4 * 2**20
DEEP_PREFETCH = 64  # elements asked for ahead: beyond this a buffer smooths nothing more


def megabytes(count: float) -> str:
    return f"{count / 2**30:.1f} GB" if count >= 2**30 else f"{count / 2**20:.3g} MB"


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
    title="no large array is a constant of the pipeline's graph",
)
def arrays_embedded(build: Build, plan: Optional[Plan] = None):
    for node in plan.nodes() if plan is not None else []:
        held = node.function.constant_bytes if node.function is not None else 0
        if held >= LARGE_CONSTANT:
            return warn(
                f"{megabytes(held)} of NumPy arrays used inside {describe(node)} became constants "
                "of its graph: they are copied when the function is traced, saved or sent, and a "
                "graph may hold 2 GB",
                expected="arrays that the graph refers to",
                actual=f"{megabytes(held)} in the graph of {describe(node)}",
                where=describe(node),
                fix="make it a tensor outside the function (table = tf.constant(table)), which "
                "the function then refers to",
            )
    if build.embedded_bytes < LARGE_EMBEDDED:
        return None
    return warn(
        f"{megabytes(build.embedded_bytes)} of arrays are constants of the pipeline "
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
                f"prefetch({asked}) keeps up to {asked} {unit} ready, {megabytes(needed)} here: "
                "its argument counts elements, which are batches after batch(), and one or two "
                "are enough to overlap loading with training",
                expected="prefetch(tf.data.AUTOTUNE)",
                actual=f"prefetch({asked})",
                where=describe(node),
                fix="use prefetch(tf.data.AUTOTUNE)",
            )
        if needed > LARGE:
            return warn(
                f"{describe(node)} holds up to {held} {unit}, about {megabytes(needed)}",
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
