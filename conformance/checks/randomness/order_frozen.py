"""Whether no cache keeps the order of one shuffle for ever."""

from __future__ import annotations

from conformance.facts.applicability import two_passes
from conformance.facts.nodes import describe, line
from conformance.facts.order import Order
from conformance.facts.repetition import Repetition
from conformance.registry import APART, check, predicate
from conformance.results import Outcome, Passed, warn


@predicate("no cache stands after a shuffle that draws a new order in each epoch")
def shuffled_before_cache(order: Order) -> bool:
    return bool(order["a shuffle before a cache"])


@check(
    "order-frozen",
    group="randomness",
    title="no cache keeps the order of one shuffle for ever",
    applies=(shuffled_before_cache, two_passes),
    phase=APART,
)
def order_frozen(order: Order, repetition: Repetition) -> Outcome:
    """The order of two passes, where a cache stands after a shuffle and none after the cache.

    As severe as no shuffle at all (order-constant), for it comes to the same.
    """
    matches = order["a shuffle before a cache"]
    cache = matches[0][1]
    upstream = [shuffle for shuffle, node in matches if node is cache]
    if not repetition.order:
        return Passed(
            f"the order of two passes, with {line(upstream)} before {describe(cache)}: it differs"
        )
    return warn(
        f"{line(upstream)} comes before {describe(cache)}, which keeps its first order: two "
        f"passes give all {repetition.one.examples} examples in exactly the same order",
        expected="another order in each epoch",
        actual="one order for ever",
        where=f"{describe(upstream[0])}, {describe(cache)}",
        fix=f"put {describe(cache)} before {describe(upstream[0])}; where a library's function "
        "shuffles inside (image_dataset_from_directory and its like), give it shuffle=False and "
        f"shuffle after {describe(cache)}",
    )
