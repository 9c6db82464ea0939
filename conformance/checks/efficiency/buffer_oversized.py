"""Whether buffers hold no more than they need."""

from __future__ import annotations

from typing import List

from conformance.checks.efficiency._memory import megabytes
from conformance.facts.nodes import batching, describe
from conformance.records import Component, Node, Pass, Plan
from conformance.registry import check
from conformance.results import warn

LARGE = 2**30  # bytes
DEEP_PREFETCH = 64  # elements asked for ahead: beyond this a buffer smooths nothing more


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
