"""Whether no large array is a constant of the pipeline's graph."""

from __future__ import annotations

from typing import Any, List, Optional

from conformance.checks.efficiency._memory import megabytes
from conformance.facts.nodes import describe
from conformance.records import Build, Node, Plan
from conformance.registry import Threshold, check, predicate
from conformance.results import Outcome, Passed, warn


def _holding(plan: Optional[Plan]) -> List[Node]:
    """The stages whose function holds arrays as constants of its graph."""
    nodes = plan.nodes() if plan is not None else []
    return [node for node in nodes if node.function and node.function.constant_bytes]


@predicate("the pipeline holds no arrays as constants")
def arrays_held(build: Build, plan: Optional[Plan] = None) -> bool:
    """from_tensor_slices of arrays, or an array that a function uses."""
    return bool(build.embedded_bytes or _holding(plan))


@check(
    "arrays-embedded",
    group="efficiency",
    title="no large array is a constant of the pipeline's graph",
    applies=(arrays_held,),
    phase="apart",
    limits={
        "source": Threshold(
            2**29,
            "bytes of a source: a quarter of the 2 GB that a graph may hold, twice that while it is built",
            "https://www.tensorflow.org/guide/data#consuming_numpy_arrays",
        ),
        "function": Threshold(
            4 * 2**20,
            "bytes in a function, which is traced anew and sent with the graph",
            "chosen, not measured",
        ),
    },
)
def arrays_embedded(build: Build, limits: Any, plan: Optional[Plan] = None) -> Outcome:
    """A table of a gigabyte in from_tensor_slices, or a lookup table used inside a map."""
    for node in _holding(plan):
        held = node.function.constant_bytes if node.function is not None else 0
        if held >= limits.function:
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
    if build.embedded_bytes < limits.source:
        return Passed(
            f"{megabytes(build.embedded_bytes)} of arrays as the source and "
            f"{megabytes(sum(n.function.constant_bytes for n in _holding(plan) if n.function))} in functions"
        )
    return warn(
        f"{megabytes(build.embedded_bytes)} of arrays are constants of the pipeline "
        "(from_tensor_slices or from_tensors): TensorFlow holds a copy beside yours (measured: "
        "about twice the size while it is built), and above 2 GB the pipeline can neither be "
        "saved nor served",
        where="from_tensor_slices",
        fix="write the arrays to TFRecord files, or read slices of a memory-mapped array in "
        "a Sequence",
    )
