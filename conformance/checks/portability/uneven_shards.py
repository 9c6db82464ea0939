"""Whether workers shard the data before they shuffle it."""

from __future__ import annotations

from conformance.facts.applicability import sharded
from conformance.facts.nodes import describe, seeded, several_shards
from conformance.records import SHUFFLES, Plan
from conformance.registry import check
from conformance.results import Outcome, Passed, warn


@check(
    "uneven-shards",
    group="portability",
    title="workers shard the data before they shuffle it",
    applies=(sharded,),
    phase="apart",
)
def uneven_shards(plan: Plan) -> Outcome:
    """A shard after an unseeded shuffle gives workers rows that overlap and rows that nobody has."""
    for node in plan.nodes():
        if not several_shards(node):
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
    return Passed("the stages before each shard: none shuffles without a seed")
