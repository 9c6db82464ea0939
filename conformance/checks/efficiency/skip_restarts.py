"""Check: is a stream read once, and not from its beginning for each of its parts?"""

from __future__ import annotations

from typing import Any, List, Optional

from conformance.facts.nodes import describe, line
from conformance.records import Node, Plan
from conformance.registry import Threshold, check, predicate
from conformance.results import Outcome, Passed, warn

HELD = ("cache", "snapshot")
READERS = ("text_lines", "tfrecords", "csv", "fixed_length_records", "generator")


def _skipping(plan: Plan) -> List[Node]:
    """The stages that cut a part of a captured dataset for each of their elements."""
    return [
        node
        for node in plan.nodes()
        if node.op in ("flat_map", "interleave")
        and node.function is not None
        and node.function.skips
        and len(node.inputs) > 1
    ]


@predicate("no function skips through a dataset for each element of another")
def skips_inside(plan: Plan) -> bool:
    """A flat_map or interleave whose function skips as far as its argument says."""
    return bool(_skipping(plan))


@check(
    "skip-restarts",
    group="efficiency",
    title="no function skips through a parsed stream for each of its elements",
    applies=(skips_inside,),
    phase="apart",
    limits={"parts": Threshold(4, "parts of the stream: two or three are a split", "chosen")},
)
def skip_restarts(plan: Plan, limits: Any) -> Outcome:
    """``skip(n)`` has no short cut through map or a file: it makes n elements and drops them."""
    for node in _skipping(plan):
        parts = node.inputs[0].cardinality
        if parts is None or parts < limits.parts:
            continue
        for stream in node.inputs[1:]:
            work = _work(stream)
            if work is None:
                continue
            return warn(
                f"{describe(node)} skips to each of {parts} parts of a stream that {work} makes: every "
                "part is read from the beginning, and what is skipped is made and thrown away, about "
                f"{parts // 2} times the whole stream in each epoch",
                expected="each element made once an epoch",
                actual=f"{parts} passes, each up to its part",
                where=describe(node),
                fix="shuffle the stream itself (`rows.shuffle(...)`, or `rows.batch(page)` shuffled and "
                "unbatched), or `rows.cache()` before the parts are cut",
            )
    return Passed(
        f"what {line(_skipping(plan))} skips through: it lies in memory, or has fewer than "
        f"{limits.parts} parts"
    )


def _work(stream: Node) -> Optional[str]:
    """The stages that make the elements of a captured dataset; None where they lie in memory."""
    found: List[Node] = []
    for node in stream.walk():
        if node.op in HELD:
            return None if not found else line(found)
        if node.function is not None or node.op in READERS:
            found.append(node)
    return line(found) if found else None
