"""Whether no cache keeps the members of batches for ever."""

from __future__ import annotations

from conformance.facts.applicability import batches_of_several, two_passes
from conformance.facts.nodes import describe
from conformance.facts.order import Order
from conformance.facts.reading import whole
from conformance.facts.repetition import Repetition
from conformance.registry import APART, check, predicate
from conformance.results import Outcome, Passed, warn


@predicate("no cache stands between the batching of shuffled examples and another shuffle")
def batches_before_cache(order: Order) -> bool:
    return bool(order["batches before a cache"])


@check(
    "batches-frozen",
    group="randomness",
    title="no cache keeps the members of batches for ever",
    applies=(batches_before_cache, two_passes, whole, batches_of_several),
    phase=APART,
)
def batches_frozen(order: Order, repetition: Repetition) -> Outcome:
    """The members of the batches of two passes, where a cache holds batches that are shuffled."""
    _, batch, cache, after = order["batches before a cache"][0]
    count = repetition.one.batches
    if not repetition.batches:
        return Passed(f"the members of {count} batches in two passes: they differ")
    return warn(
        f"{describe(cache)} comes after {describe(batch)}, so the batches keep their "
        f"members for ever: {describe(after)} only changes the order of these {count} batches",
        expected="examples meet others in each epoch",
        actual="the same batches in another order",
        where=f"{describe(batch)}, {describe(cache)}",
        fix=f"put {describe(cache)} before the batching, or after it .unbatch(), shuffle "
        "and batch again",
    )
