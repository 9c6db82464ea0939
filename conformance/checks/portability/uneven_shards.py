"""Whether workers shard the data before they shuffle it."""

from __future__ import annotations

from conformance.facts.nodes import describe, seeded
from conformance.records import SHUFFLES, Node, Plan
from conformance.registry import check
from conformance.results import warn


@check(
    "uneven-shards",
    group="portability",
    title="workers shard the data before they shuffle it",
)
def uneven_shards(plan: Plan):
    """A shard after an unseeded shuffle gives workers rows that overlap and rows that nobody has."""
    for node in plan.nodes():
        if node.op != "shard" or not _several(node):
            continue
        for above in node.walk():
            if above.op in SHUFFLES and not seeded(above):
                return warn(
                    f"shard({node.attributes.get('num_shards')}) comes after {describe(above)}, "
                    "which each worker shuffles for itself: some examples go to several workers "
                    "and some to none",
                    where=f"{describe(above)}, shard",
                    fix=f"shard before {describe(above)}, or give {describe(above)} one seed for "
                    "all workers",
                )
    return None


def _several(node: Node) -> bool:
    count = node.attributes.get("num_shards")
    return not isinstance(count, int) or count > 1
