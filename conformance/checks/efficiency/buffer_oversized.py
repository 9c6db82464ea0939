"""Whether buffers hold no more than they need."""

from __future__ import annotations

from typing import Any, List

from conformance.checks.efficiency._memory import megabytes
from conformance.facts.nodes import batching, describe
from conformance.records import Component, Node, Pass, Plan
from conformance.registry import Threshold, check, predicate
from conformance.results import Outcome, Passed, warn


def _buffers(plan: Plan) -> List[Node]:
    """The buffers of a size that was given; prefetch(AUTOTUNE) finds its own."""
    return [node for node in plan.nodes() if node.op in ("prefetch", "shuffle") and _size(node) > 0]


def _size(node: Node) -> int:
    asked = node.attributes.get("buffer_size")
    return asked if isinstance(asked, int) else 0


@predicate("no shuffle or prefetch has a buffer of a given size")
def buffers_given(plan: Plan) -> bool:
    """A number of elements was asked for."""
    return bool(_buffers(plan))


@check(
    "buffer-oversized",
    group="efficiency",
    title="buffers hold no more than they need",
    applies=(buffers_given,),
    phase="apart",
    limits={
        "bytes": Threshold(2**30, "of one buffer", "chosen: a part of any machine's memory"),
        "prefetch": Threshold(
            64,
            "batches asked for ahead, beyond which a buffer smooths nothing more",
            "chosen: one or two overlap loading with training; not measured",
        ),
    },
)
def buffer_oversized(plan: Plan, elements: Pass, limits: Any) -> Outcome:
    """prefetch(1000) after batch: its argument counts batches."""
    each = _example_bytes(elements.components) if elements.examples else 0.0
    formed = batching(plan)
    after = set(map(id, formed[1])) if formed else set()
    size = max(elements.batch_sizes or [1])
    looked = []
    for node in _buffers(plan):
        asked, batches = _size(node), id(node) in after
        held = _held(node, asked)
        needed = held * each * (size if batches else 1)
        looked.append(f"{describe(node)}: {megabytes(needed)}")
        unit = "batches" if batches else "examples"
        if node.op == "prefetch" and asked > limits.prefetch and batches:
            return warn(
                f"prefetch({asked}) keeps up to {asked} {unit} ready, {megabytes(needed)} here: "
                "its argument counts elements, which are batches after batch(), and one or two "
                "are enough to overlap loading with training",
                expected="prefetch(tf.data.AUTOTUNE)",
                actual=f"prefetch({asked})",
                where=describe(node),
                fix="use prefetch(tf.data.AUTOTUNE)",
            )
        if needed > limits.bytes:
            return warn(
                f"{describe(node)} holds up to {held} {unit}, about {megabytes(needed)}",
                where=describe(node),
                fix="shuffle file names or indices with a full buffer and the examples with a "
                "smaller one, or shuffle before the examples are decoded",
            )
    return Passed(f"what buffers hold: {', '.join(looked)}")


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
