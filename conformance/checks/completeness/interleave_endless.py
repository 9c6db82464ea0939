"""Whether interleave opens all of its sources."""

from __future__ import annotations

from typing import Optional

from conformance.facts.nodes import describe
from conformance.records import INFINITE, Node, Plan
from conformance.registry import check
from conformance.results import Finding


@check(
    "interleave-endless",
    group="completeness",
    title="interleave opens all of its sources",
)
def interleave_endless(plan: Plan):
    """A source that never ends keeps its place in the cycle, so the next ones are never opened."""
    for node in plan.nodes():
        if node.op not in ("interleave", "flat_map") or node.function is None:
            continue
        if not node.function.endless or not node.inputs:
            continue
        open_ = 1 if node.op == "flat_map" else node.attributes.get("cycle_length")
        sources = _sources(node.inputs[0])
        if not isinstance(open_, int) or open_ < 1 or sources is None or sources <= open_:
            continue
        return Finding(
            f"{describe(node)} makes datasets that repeat without end and reads {open_} of them at a "
            f"time: none of these ever ends, so the other {sources - open_} of {sources} sources are "
            "never opened",
            expected=f"all {sources} sources read",
            actual=f"the first {open_} read for ever",
            where=describe(node),
            fix=f"put .repeat() after {node.op} (files and rows then take turns), or "
            f"cycle_length={sources}",
        )
    return None


def _sources(node: Node) -> Optional[int]:
    """How many elements a dataset holds, its repetition left out."""
    for upper in node.walk():
        if upper.cardinality is not None and upper.cardinality > 0:
            return upper.cardinality
        if upper.cardinality != INFINITE or len(upper.inputs) != 1:
            return None
    return None
