"""Whether no cache keeps the order of one shuffle for ever."""

from __future__ import annotations

from conformance.checks.randomness._passes import same_order, telling
from conformance.checks.randomness._plan import FREEZES, describe, line, paths, reshuffles, shuffles
from conformance.records import Epochs, Pass, Plan
from conformance.registry import check
from conformance.results import Finding, Skip


@check(
    "order-frozen",
    group="randomness",
    title="no cache keeps the order of one shuffle for ever",
)
def order_frozen(plan: Plan, elements: Pass, epochs: Epochs):
    second = epochs.second
    if second is None or not telling(elements, second):
        return Skip("two passes over several different batches are needed")
    for node, downstream in paths(plan.root):
        if node.op not in FREEZES:
            continue
        upstream = [n for n in shuffles(list(node.walk())) if reshuffles(n)]
        if not upstream:
            continue
        if not shuffles(list(downstream)) and same_order(elements, second):
            return Finding(
                f"{line(upstream)} comes before {describe(node)}, which keeps its first order: two "
                f"passes give all {elements.examples} examples in exactly the same order",
                expected="another order in each epoch",
                actual="one order for ever",
                where=f"{describe(upstream[0])}, {describe(node)}",
                fix=f"put {describe(node)} before {describe(upstream[0])}",
            )
    return None
