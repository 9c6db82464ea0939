"""Whether examples are shuffled before they are batched."""

from __future__ import annotations

from typing import Tuple

from conformance.checks.randomness._order import overlapping
from conformance.facts.applicability import batches_of_several, two_passes
from conformance.facts.nodes import describe, python_source
from conformance.facts.order import Order
from conformance.facts.reading import whole
from conformance.facts.repetition import Repetition
from conformance.records import Node, Plan
from conformance.registry import APART, check, predicate
from conformance.results import Outcome, Passed, warn

ROWS = ("a shuffle of batches", "a shuffle of what the source batched")


@predicate("no shuffle stands after the batching of examples in their own order")
def shuffled_after_batch(order: Order) -> bool:
    return any(order[name] for name in ROWS)


@check(
    "shuffle-after-batch",
    group="randomness",
    title="examples are shuffled before they are batched",
    applies=(shuffled_after_batch, two_passes, whole, batches_of_several),
    phase=APART,
    after={
        "batch-missing": "elements are examples then, and their order is what a shuffle is for",
        "batch-twice": "the outer batching is the mistake",
    },
)
def shuffle_after_batch(plan: Plan, order: Order, repetition: Repetition) -> Outcome:
    """The members of the batches of two passes, where a shuffle is handed whole batches."""
    one = repetition.one
    if not repetition.batches:
        return Passed(f"the members of {one.batches} batches in two passes: they differ")
    if repetition.order:
        return Passed(f"the order of {one.batches} batches in two passes: the shuffle changes none")
    if not order[ROWS[0]]:
        return _ready_made(plan, order[ROWS[1]][0][0], one.batches)
    batch, shuffle = _first(order)
    windows = any(overlapping(c) for c in one.role("x"))  # tutorials of time series do so
    return warn(
        f"{describe(batch)} comes before {describe(shuffle)}: it shuffles whole batches, and "
        f"the {one.batches} batches hold the same {max(one.batch_sizes)} examples in both passes"
        + (": windows that follow each other" if windows else ""),
        expected="examples meet others in each epoch",
        actual="batch membership never changes",
        where=f"{describe(batch)}, {describe(shuffle)}",
        fix=f"put {describe(shuffle)} before {describe(batch)}, with a buffer counted in "
        f"examples (there are {one.examples})",
    )


def _first(order: Order) -> Tuple[Node, Node]:
    batch, shuffle = order[ROWS[0]][0]
    return batch, shuffle


def _ready_made(plan: Plan, shuffle: Node, batches: int) -> Outcome:
    source = describe(python_source(plan) or plan.nodes()[-1])
    return warn(
        f"{describe(shuffle)} shuffles elements that are batches already (from {source}): only the "
        f"order of {batches} fixed batches changes",
        where=describe(shuffle),
        fix=f".unbatch() before {describe(shuffle)} and .batch(...) after it",
    )
