"""Whether no large array is a constant of the pipeline's graph."""

from __future__ import annotations

from typing import Optional

from conformance.checks.efficiency._memory import megabytes
from conformance.facts.nodes import describe
from conformance.records import Build, Plan
from conformance.registry import check
from conformance.results import warn

LARGE_EMBEDDED = 2**29
LARGE_CONSTANT = 4 * 2**20


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
