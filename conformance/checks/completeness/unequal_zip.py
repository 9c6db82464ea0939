"""Whether zipped datasets are of one length."""

from __future__ import annotations

from typing import Iterator, List, Optional, Tuple

from conformance.facts.nodes import seeded, shuffles
from conformance.records import Node, Plan
from conformance.registry import APART, check, predicate
from conformance.results import Finding, Outcome, Passed, warn
from conformance.wording import share

SOURCES_OF_NUMBERS = ("range", "random", "counter")


Sized = Tuple[int, int]  # (which part of a zip, how many elements it holds)


def _zips(plan: Plan) -> Iterator[Tuple[Node, List[Sized]]]:
    """Every zip of two parts or more with data of their own and a known end."""
    for node in plan.nodes():
        if node.op == "zip" and len(node.inputs) >= 2:
            sized = [(i, n.cardinality or 0) for i, n in enumerate(node.inputs) if _counts(n)]
            if len(sized) >= 2:
                yield node, sized


@predicate("no two datasets of known length are zipped")
def zipped(plan: Plan) -> bool:
    return next(_zips(plan), None) is not None


@check(
    "unequal-zip",
    group="completeness",
    title="zipped datasets are of one length",
    applies=(zipped,),
    phase=APART,
)
def unequal_zip(plan: Plan) -> Outcome:
    """The lengths of zipped parts, but for those that are shifted or drawn by chance on purpose."""
    lengths = []
    for node, sized in _zips(plan):
        short, long_ = min(sized, key=lambda s: s[1]), max(sized, key=lambda s: s[1])
        lengths.append(" and ".join(str(size) for _, size in sized))
        if short[1] == long_[1] or _by_chance(node.inputs[short[0]], node.inputs[long_[0]]):
            continue
        if _shifted(node.inputs[short[0]], long_[1] - short[1]):
            late = _batches_skipped(node.inputs[short[0]])
            if late is not None and _batches_skipped(node.inputs[long_[0]]) is None:
                return _a_batch_late(short[0], *late)
            continue
        lost = long_[1] - short[1]
        return Finding(
            f"zip ends with its shortest part: part {short[0]} holds {short[1]} elements, part {long_[0]} holds "
            f"{long_[1]}, so {share(lost, long_[1])} of part {long_[0]} never arrive, and a missing row in the "
            "middle would pair all later ones wrongly",
            expected="parts of one length",
            actual=" and ".join(str(size) for _, size in sized),
            fix="find the rows that one part lacks; pair by key rather than by position where rows can be "
            "missing",
        )
    return Passed(f"the lengths of zipped parts: {'; '.join(lengths)}")


def _by_chance(one: Node, other: Node) -> bool:
    """Whether each part is shuffled by itself: any two elements may meet, and none is another's own.

    Shuffles with one seed and one buffer keep parts in step.
    """
    orders = [
        [
            (n.attributes.get("buffer_size"), n.attributes.get("seed"), n.attributes.get("seed2"))
            for n in found
        ]
        for found in (shuffles(list(one.walk())), shuffles(list(other.walk())))
    ]
    if not all(orders):
        return False
    step = all(seeded(n) for part in (one, other) for n in shuffles(list(part.walk())))
    return not (step and orders[0] == orders[1])


def _counts(node: Node) -> bool:
    """A part with data of its own and a known end; counters and seeds are made to outlast them."""
    if node.cardinality is None or node.cardinality < 1:
        return False
    ops = [n.op for n in node.walk()]
    return ops[-1] not in SOURCES_OF_NUMBERS


def _shifted(node: Node, difference: int) -> bool:
    """zip((ds, ds.skip(1))) pairs each element with a later one: shorter on purpose."""
    counts = [n.attributes.get("count") for n in node.walk() if n.op in ("skip", "take")]
    return difference in counts or any(n.op == "window" for n in node.walk())


def _batches_skipped(node: Node) -> Optional[Tuple[int, int]]:
    """(batches skipped, rows in each) where skip stands after batch."""
    for upper in node.walk():
        if upper.op == "batch":
            return None
        count = upper.attributes.get("count")
        if upper.op == "skip" and isinstance(count, int) and count > 0:
            below = next((n for n in upper.walk() if n.op == "batch"), None)
            size = below.attributes.get("batch_size") if below is not None else None
            return (count, size) if isinstance(size, int) and size > 1 else None
    return None


def _a_batch_late(part: int, batches: int, size: int) -> Finding:
    return warn(
        f"part {part} of the zip skips {batches} batch(es) of {size} rows and the other skips none: each row "
        f"meets what stands {batches * size} rows later",
        expected="both parts from the same row on, or a shift meant in rows",
        actual=f"part {part} starts {batches * size} rows later",
        where=f"zip, part {part}",
        fix="remove skip, or put it before batch where the next rows are meant",
    )
