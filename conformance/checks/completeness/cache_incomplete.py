"""Whether a cache is read to its end, so that it is kept."""

from __future__ import annotations

from conformance.records import Plan
from conformance.registry import check
from conformance.results import warn


@check(
    "cache-incomplete",
    group="completeness",
    title="a cache is read to its end, so that it is kept",
)
def cache_incomplete(plan: Plan):
    line = plan.chain()
    for node, below in zip(line, line[1:]):
        if node.op != "take" or below.op != "cache":
            continue
        count, held = node.attributes.get("count"), below.cardinality
        if not isinstance(count, int) or count < 0 or held is None or 0 <= held <= count:
            continue
        of = f" of {held}" if held >= 0 else ""
        return warn(
            f"take({count}) stops reading the cache before its end ({count}{of} elements): an unfinished "
            "cache is thrown away, so everything before it runs again in every epoch",
            expected="take before cache",
            actual=f"cache().take({count})",
            fix=f".take({count}).cache()",
        )
    return None
