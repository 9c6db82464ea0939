"""Whether windows are cut from data in their own order."""

from __future__ import annotations

from typing import Optional

from conformance.records import SHUFFLES, Node, Plan
from conformance.registry import check
from conformance.results import Finding


@check(
    "window-shuffled",
    group="completeness",
    title="windows are cut from data in their own order",
    after=("empty",),
)
def window_shuffled(plan: Plan):
    for node in plan.nodes():
        if node.op != "window":
            continue
        shuffle = _shuffle_of_rows(node)
        if shuffle is None:
            continue
        size = node.attributes.get("size")
        return Finding(
            f"shuffle({shuffle.attributes.get('buffer_size')}) stands before window({size}): each window "
            f"holds {size} elements that were not neighbours, so its order means nothing",
            expected="window first, shuffle the windows after it",
            actual="shuffle before window",
            fix="move shuffle after window(...).flat_map(...)",
        )
    return None


def _shuffle_of_rows(window: Node) -> Optional[Node]:
    """A shuffle of the very elements that are windowed; one of file names is another matter."""
    node = window
    while len(node.inputs) == 1:
        node = node.inputs[0]
        if node.op in ("flat_map", "interleave", "unbatch"):
            return None
        if node.op in SHUFFLES and node.attributes.get("buffer_size", 0) != 1:
            return node
    return None
