"""Check: are many datasets joined side by side, or each wrapped around the former ones?"""

from __future__ import annotations

from typing import Any, List, Tuple

from conformance.facts.nodes import FREEZES
from conformance.records import Node, Plan
from conformance.registry import Threshold, check, predicate
from conformance.results import Outcome, Passed, warn


@predicate("no datasets are concatenated")
def concatenated(plan: Plan) -> bool:
    """A dataset follows another."""
    return _deepest(plan.root) > 0


@check(
    "concatenate-chain",
    group="efficiency",
    title="many datasets are not joined one by one",
    applies=(concatenated,),
    phase="apart",
    limits={
        "deep": Threshold(
            50,
            "concatenations wrapped in each other: no cost up to 50, with 100 a pass takes 0.06 s in place "
            "of 0.02, with 300 0.14 and 1.2 s, with 1,000 2.5 and 40 s",
            "measured for datasets of 16 rows each on TensorFlow 2.15 and 2.21",
        )
    },
)
def concatenate_chain(plan: Plan, limits: Any) -> Outcome:
    """`for path in paths: data = data.concatenate(read(path))` wraps each into the next."""
    deep = _deepest(plan.root)
    if deep < limits.deep:
        return Passed(f"{deep} concatenate() wrapped in each other")
    return warn(
        f"{deep} concatenate() are wrapped in each other: an element of the first dataset passes through "
        f"{deep} iterators, one of the middle through {deep // 2}, and the cost of building and reading them "
        "grows faster than their number",
        expected="one dataset over all parts",
        actual=f"{deep} nested concatenate()",
        where="concatenate()",
        fix="join the arrays and make one from_tensor_slices of them, or map a dataset of file names to "
        "their parts: from_tensor_slices(files).flat_map(read) or .interleave(read)",
    )


def _deepest(root: Node) -> int:
    """The most concatenations on a way from the model to a source that no cache cuts off."""
    deepest = 0
    waiting: List[Tuple[Node, int]] = [(root, 0)]
    while waiting:
        node, depth = waiting.pop()
        if node.op in FREEZES:
            continue
        depth += node.op == "concatenate"
        deepest = max(deepest, depth)
        waiting.extend((child, depth) for child in node.inputs)
    return deepest
