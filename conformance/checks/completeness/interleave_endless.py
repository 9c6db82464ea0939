"""Whether interleave opens all of its sources."""

from __future__ import annotations

from typing import Iterator, Optional, Tuple

from conformance.facts.nodes import describe
from conformance.records import INFINITE, Node, Plan
from conformance.registry import APART, check, predicate
from conformance.results import Finding, Outcome, Passed


def _cycles(plan: Plan) -> Iterator[Tuple[Node, int, int]]:
    """(node, how many sources it reads at a time, how many there are) where none of them ends."""
    for node in plan.nodes():
        if node.op not in ("interleave", "flat_map") or node.function is None:
            continue
        if not node.function.endless or not node.inputs:
            continue
        open_ = 1 if node.op == "flat_map" else node.attributes.get("cycle_length")
        sources = _sources(node.inputs[0])
        if isinstance(open_, int) and open_ >= 1 and sources is not None:
            yield node, open_, sources


@predicate("no interleave or flat_map makes datasets that repeat without end")
def endless_sources(plan: Plan) -> bool:
    return next(_cycles(plan), None) is not None


@check(
    "interleave-endless",
    group="completeness",
    title="interleave opens all of its sources",
    applies=(endless_sources,),
    phase=APART,
)
def interleave_endless(plan: Plan) -> Outcome:
    """A source that never ends keeps its place in the cycle, so the next ones are never opened."""
    for node, open_, sources in _cycles(plan):
        if sources <= open_:
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
    return Passed("endless sources with how many are read at a time: all are open")


def _sources(node: Node) -> Optional[int]:
    """How many elements a dataset holds, its repetition left out."""
    for upper in node.walk():
        if upper.cardinality is not None and upper.cardinality > 0:
            return upper.cardinality
        if upper.cardinality != INFINITE or len(upper.inputs) != 1:
            return None
    return None
