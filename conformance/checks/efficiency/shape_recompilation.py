"""Whether XLA compiles the train step for a few shapes only."""

from __future__ import annotations

from typing import Any, Iterable, Tuple

from conformance.records import Contract, Pass
from conformance.registry import Threshold, check, predicate
from conformance.results import Outcome, Passed, warn


@predicate("XLA does not compile the model (jit_compile is off)")
def compiled_by_xla(contract: Contract) -> bool:
    """A train step is compiled for each shape that it meets."""
    return contract.jit_compile


@check(
    "shape-recompilation",
    group="efficiency",
    title="XLA compiles the train step for a few shapes only",
    applies=(compiled_by_xla,),
    phase="compared",
    limits={
        "shapes": Threshold(
            4,
            "different shapes of one component: 8 lengths took 4 times as long as one",
            "the time is measured; half of those lengths is chosen",
        )
    },
)
def shape_recompilation(contract: Contract, elements: Pass, limits: Any) -> Outcome:
    """Each batch padded to its own longest row, under jit_compile=True."""
    most = 0
    for component in elements.components:
        shapes = set(component.shapes)
        inner = {shape[1:] for shape in shapes}
        most = max(most, len(inner))
        if len(inner) < limits.shapes:
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
            component=component.path,
            fix=f"padded_batch to one length (padded_shapes of {max(lengths)}) or to a few with "
            "bucket_by_sequence_length(pad_to_bucket_boundary=True), or leave out jit_compile",
        )
    return Passed(f"{most} different shapes of a component at most, in {elements.batches} batches")


def _varying_axis(shapes: Iterable[Tuple[int, ...]]) -> int:
    lists = [list(shape) for shape in shapes]
    for axis in range(min(map(len, lists))):
        if len({shape[axis] for shape in lists}) > 1:
            return axis
    return 0
