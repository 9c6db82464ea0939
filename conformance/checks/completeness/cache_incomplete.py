"""Whether a cache is read to its end, so that it is kept."""

from __future__ import annotations

from typing import Iterator, Tuple

from conformance.records import Node, Plan
from conformance.registry import APART, check, predicate
from conformance.results import Outcome, Passed, warn


def _taken(plan: Plan) -> Iterator[Tuple[int, Node]]:
    """(how many are taken, the cache right before) along the main line."""
    line = plan.chain()
    for node, below in zip(line, line[1:]):
        count = node.attributes.get("count")
        taken = node.op == "take" and below.op == "cache" and below.cardinality is not None
        if taken and isinstance(count, int) and count >= 0:
            yield count, below


@predicate("no take stands right after a cache of known size")
def taken_from_cache(plan: Plan) -> bool:
    return next(_taken(plan), None) is not None


@check(
    "cache-incomplete",
    group="completeness",
    title="a cache is read to its end, so that it is kept",
    applies=(taken_from_cache,),
    phase=APART,
)
def cache_incomplete(plan: Plan) -> Outcome:
    """How many elements a take reads of the cache before it."""
    for count, cache in _taken(plan):
        held = cache.cardinality or 0
        if 0 <= held <= count:
            continue
        of = f" of {held}" if held >= 0 else ""
        return warn(
            f"take({count}) stops reading the cache before its end ({count}{of} elements): an unfinished "
            "cache is thrown away, so everything before it runs again in every epoch",
            expected="take before cache",
            actual=f"cache().take({count})",
            fix=f".take({count}).cache()",
        )
    return Passed("what take reads with what the cache before it holds: all of it")
