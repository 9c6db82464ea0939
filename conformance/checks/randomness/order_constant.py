"""Whether examples come in another order in each epoch."""

from __future__ import annotations

from typing import Optional

from conformance.checks.randomness._order import overlapping
from conformance.facts.applicability import two_passes, without_state
from conformance.facts.nodes import (
    batching,
    describe,
    python_source,
    reshuffles,
    shuffles,
    shuffles_inside,
    windows,
)
from conformance.facts.repetition import Repetition
from conformance.records import Node, Pass, Plan, SequenceFacts, Tracing
from conformance.registry import APART, check, predicate
from conformance.results import Finding, Outcome, Passed, warn


@predicate("there are fewer than three batches")
def three_batches(elements: Pass) -> bool:
    return elements.batches >= 3


@predicate("fit or the source itself decides the order: no Dataset, and no on_epoch_end")
def own_order(plan: Optional[Plan] = None, sequence: Optional[SequenceFacts] = None) -> bool:
    """Arrays and a plain Sequence are shuffled by fit; a generator is read as it comes."""
    return sequence.has_epoch_end if sequence is not None else plan is not None


@predicate("examples are windows of a series")
def no_series(elements: Pass, plan: Optional[Plan] = None) -> bool:
    """Windows in the plan, or in the data: each example is the one before it moved on."""
    cut = plan is not None and windows(plan)
    return plan is None or not (cut or any(overlapping(c) for c in elements.role("x")))


@predicate(
    "the plan shuffles anew in each epoch: what keeps its order then is order-frozen's question"
)
def nothing_reshuffles(plan: Optional[Plan] = None) -> bool:
    nodes = plan.nodes() if plan is not None else []
    alive = any(reshuffles(node) or shuffles_inside(node) for node in nodes)
    return not alive or _fixed(plan) is not None


@check(
    "order-constant",
    group="randomness",
    title="examples come in another order in each epoch",
    applies=(without_state, own_order, nothing_reshuffles, three_batches, no_series, two_passes),
    phase=APART,
    after={
        "classes-unmixed": "it says what the missing shuffle does to the batches",
        "epoch-end-lost": "it says why nothing shuffles",
        "batch-missing": "a shuffle belongs before the batch that is not there yet",
        "second-epoch": "the second pass is then no epoch to compare with",
    },
)
def order_constant(
    repetition: Repetition,
    plan: Optional[Plan] = None,
    tracing: Optional[Tracing] = None,
    sequence: Optional[SequenceFacts] = None,
) -> Outcome:
    """The order of two passes, where the pipeline is what should change it."""
    count = repetition.one.examples
    if not repetition.order:
        return Passed(f"the order of {count} examples in two passes: it differs")
    same = f"both passes give all {count} examples in the same order"
    if sequence is not None:
        return _sequence(sequence, same)
    fixed = _fixed(plan)
    if fixed is not None:
        return warn(
            f"{describe(fixed)} has reshuffle_each_iteration=False and no other shuffle "
            f"follows: {same}",
            where=describe(fixed),
            fix="leave reshuffle_each_iteration at True (keep False only for the shuffle before a "
            "take/skip split, and add another .shuffle after the split)",
        )
    source = python_source(plan) if plan is not None else None
    if source is not None and tracing is not None and tracing.generator_draws:
        return warn(
            f"the generator behind from_generator draws ({', '.join(tracing.generator_draws)}), "
            f"yet {same}: it starts again from the same seed in each epoch",
            where="from_generator",
            fix="make the random generator outside the generator function, so that its state goes "
            "on, or add .shuffle(n) to the Dataset",
        )
    formed = batching(plan) if plan is not None else None
    before = f" before {describe(formed[0])}" if formed else ""
    return warn(
        f"nothing shuffles: {same}, in the same batches",
        where="the whole pipeline",
        fix=f"add .shuffle({count}){before}",
    )


def _fixed(plan: Optional[Plan]) -> Optional[Node]:
    """A shuffle that keeps the order of its first epoch."""
    nodes = plan.nodes() if plan is not None else []
    return next((node for node in shuffles(nodes) if not reshuffles(node)), None)


def _sequence(sequence: SequenceFacts, same: str) -> Finding:
    return warn(
        f"{sequence.type_name}.on_epoch_end ran between two passes and changed nothing: {same}",
        where=f"{sequence.type_name}.on_epoch_end",
        fix="draw a new permutation in on_epoch_end, from a generator that is seeded once, in "
        "__init__, and take the rows of each batch by it in __getitem__",
    )
