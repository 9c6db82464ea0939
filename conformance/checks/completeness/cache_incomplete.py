"""Whether a cache is read to its end, so that it is kept."""

from __future__ import annotations

from conformance.facts.nodes import left_early, taken_from_caches
from conformance.records import Plan
from conformance.registry import APART, check, predicate
from conformance.results import Outcome, Passed, warn


@predicate("no take stands right after a cache of known size")
def taken_from_cache(plan: Plan) -> bool:
    return next(taken_from_caches(plan), None) is not None


@check(
    "cache-incomplete",
    group="completeness",
    title="a cache is read to its end, so that it is kept",
    applies=(taken_from_cache,),
    phase=APART,
)
def cache_incomplete(plan: Plan) -> Outcome:
    """How many elements a take reads of the cache before it."""
    for count, cache in taken_from_caches(plan):
        held = cache.cardinality or 0
        if not left_early(count, cache):
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
