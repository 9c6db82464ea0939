"""Whether windows are cut from data in their own order."""

from __future__ import annotations

from conformance.facts.order import Order
from conformance.records import Plan
from conformance.registry import APART, check, predicate
from conformance.results import Finding, Outcome, Passed


@predicate("no windows are cut in the plan")
def windows_cut(plan: Plan) -> bool:
    return any(node.op == "window" for node in plan.nodes())


@check(
    "window-shuffled",
    group="completeness",
    title="windows are cut from data in their own order",
    applies=(windows_cut,),
    phase=APART,
    after={"empty": "there are no windows"},
)
def window_shuffled(order: Order) -> Outcome:
    """A shuffle of the very elements that are windowed; one of file names is another matter."""
    matches = order["a shuffle before a window"]
    if not matches:
        return Passed("what stands before window: no shuffle of what it cuts")
    shuffle, window = matches[0]
    size = window.attributes.get("size")
    return Finding(
        f"shuffle({shuffle.attributes.get('buffer_size')}) stands before window({size}): each window "
        f"holds {size} elements that were not neighbours, so its order means nothing",
        expected="window first, shuffle the windows after it",
        actual="shuffle before window",
        fix="move shuffle after window(...).flat_map(...)",
    )
