"""Check: is a stream read once, and not from its beginning for each of its parts?"""

from __future__ import annotations

from typing import List, Optional

from conformance.facts.nodes import describe, line
from conformance.records import Node, Plan
from conformance.registry import check
from conformance.results import warn

FEWEST = 4  # parts: two are a split
HELD = ("cache", "snapshot")
READERS = ("text_lines", "tfrecords", "csv", "fixed_length_records", "generator")


@check(
    "skip-restarts",
    group="efficiency",
    title="no function skips through a parsed stream for each of its elements",
)
def skip_restarts(plan: Plan):
    """``skip(n)`` has no short cut through map or a file: it makes n elements and drops them."""
    for node in plan.nodes():
        if node.op not in ("flat_map", "interleave") or node.function is None:
            continue
        parts = node.inputs[0].cardinality if len(node.inputs) > 1 else None
        if not node.function.skips or parts is None or parts < FEWEST:
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
    return None


def _work(stream: Node) -> Optional[str]:
    """The stages that make the elements of a captured dataset; None where they lie in memory."""
    found: List[Node] = []
    for node in stream.walk():
        if node.op in HELD:
            return None if not found else line(found)
        if node.function is not None or node.op in READERS:
            found.append(node)
    return line(found) if found else None
