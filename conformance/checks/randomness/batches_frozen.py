"""Whether no cache keeps the members of batches for ever."""

from __future__ import annotations

from conformance.checks.randomness._order import up
from conformance.checks.randomness._passes import same_batches, telling
from conformance.checks.randomness._plan import BATCHES, FREEZES, describe, line, paths, shuffles
from conformance.records import Epochs, Pass, Plan
from conformance.registry import check
from conformance.results import warn


@check(
    "batches-frozen",
    group="randomness",
    title="no cache keeps the members of batches for ever",
    after=("order-frozen", "batch-missing", "batch-twice"),
)
def batches_frozen(plan: Plan, elements: Pass, epochs: Epochs):
    second = epochs.second
    if second is None or not telling(elements, second) or not same_batches(elements, second):
        return None
    for node, downstream in paths(plan.root):
        if node.op not in FREEZES:
            continue
        after = shuffles(list(downstream))
        formed = [n for n in node.walk() if n.op in BATCHES and shuffles(up(n))]
        if formed and after:
            return warn(
                f"{describe(node)} comes after {describe(formed[0])}, so the batches keep their "
                f"members for ever: {line(after)} only changes the order of these "
                f"{elements.batches} batches",
                expected="examples meet others in each epoch",
                actual="the same batches in another order",
                where=f"{describe(formed[0])}, {describe(node)}",
                fix=f"put {describe(node)} before the batching, or after it .unbatch(), shuffle "
                "and batch again",
            )
    return None
