"""Whether a cache holds one copy of the data."""

from __future__ import annotations

from conformance.facts.nodes import describe
from conformance.records import Plan
from conformance.registry import check, predicate
from conformance.results import Outcome, Passed, warn


@predicate("there is no cache")
def cached(plan: Plan) -> bool:
    """The pipeline keeps its elements in memory or in a file."""
    return any(node.op == "cache" for node in plan.nodes())


@check(
    "cache-endless",
    group="efficiency",
    title="a cache holds one copy of the data",
    applies=(cached,),
    phase="apart",
)
def cache_endless(plan: Plan) -> Outcome:
    """repeat().cache() never completes, and grows with every step."""
    for node in plan.nodes():
        if node.op != "cache":
            continue
        for above in node.walk():
            count = above.attributes.get("count")
            if above.op not in ("repeat", "shuffle_and_repeat") or not isinstance(count, int):
                continue
            if count in (0, 1):
                continue
            often = "for ever" if count < 0 else f"{count} times"
            grow = (
                "never complete and grows with every step until memory runs out"
                if count < 0
                else f"as large as {count} epochs"
            )
            return warn(
                f"cache() comes after {describe(above)}, which repeats the data {often}: the cache "
                f"is {grow}",
                expected="one epoch in the cache",
                actual=f"data repeated {often}",
                where=f"{describe(above)}, cache()",
                fix="put .cache() before .repeat()",
            )
    return Passed("the stages before each cache: none repeats the data")
