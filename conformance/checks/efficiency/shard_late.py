"""Check: does each worker prepare its own part only?"""

from __future__ import annotations

from typing import Iterator, List

from conformance.facts.applicability import sharded
from conformance.facts.nodes import FREEZES, describe, several_shards
from conformance.records import Node, Plan
from conformance.registry import check
from conformance.results import Outcome, Passed, warn
from conformance.wording import listed

# Ops that cost far more than handing an element on. Parsing records is none of them: it is cheap, and
# records can often be sharded only after they were read.
READING = "ReadFile"
DECODING = "Decode"
CHEAP = ("DecodeRaw", "DecodePaddedRaw", "DecodeCSV", "DecodeBase64", "DecodeJSONExample")


@check(
    "shard-late",
    group="efficiency",
    title="workers shard the data before they read and decode it",
    applies=(sharded,),
    phase="apart",
)
def shard_late(plan: Plan) -> Outcome:
    """Every worker runs what stands before shard for all elements, and keeps one in n."""
    for node in plan.nodes():
        count = node.attributes.get("num_shards")
        if not several_shards(node):
            continue
        for above in _uncached(node):
            costly = _costly(above)
            if not costly:
                continue
            shown = f"shard({count})" if isinstance(count, int) else "shard()"
            part = f"one in {count}" if isinstance(count, int) else "its part"
            held = node.inputs[0].cardinality
            number = f"all {held}" if held is not None and held > 0 else "all"
            return warn(
                f"{shown} comes after {describe(above)}, which calls {listed(costly)}: each worker does "
                f"that work for {number} elements, and keeps {part}",
                expected="each worker prepares its own part",
                actual=f"{describe(above)}, then {shown}",
                where=f"{describe(above)}, {shown}",
                fix=f"put shard before {describe(above)}: right after the list of files, or the source",
            )
    return Passed("the stages before each shard: none reads files, decodes or calls Python")


def _uncached(shard: Node) -> Iterator[Node]:
    """The nodes before shard whose work no cache keeps."""
    waiting = list(shard.inputs)
    while waiting:
        node = waiting.pop()
        if node.op not in FREEZES:
            yield node
            waiting.extend(node.inputs)


def _costly(node: Node) -> List[str]:
    """The ops of a stage that cost; a generator in Python is a source, and comes first by nature."""
    if node.function is None:
        return []
    found = {op for op in node.function.ops if op.startswith(DECODING) and op not in CHEAP}
    if node.op in ("map", "map_and_batch"):
        found |= node.function.python
    return sorted(found | (node.function.ops & {READING}))
