"""Whether examples come in another order in each epoch."""

from __future__ import annotations

from typing import Optional

from conformance.checks.randomness._order import overlapping
from conformance.checks.randomness._passes import same_order, telling
from conformance.checks.randomness._plan import (
    batching,
    describe,
    python_source,
    reshuffles,
    shuffles,
    shuffles_inside,
    windows,
)
from conformance.records import (
    Arguments,
    Build,
    Contract,
    Epochs,
    Pass,
    Plan,
    SequenceFacts,
    Tracing,
)
from conformance.registry import check
from conformance.results import Skip, warn


@check(
    "order-constant",
    group="randomness",
    title="examples come in another order in each epoch",
    after=(
        "order-frozen",
        "epoch-end-lost",
        "classes-unmixed",
        "shuffle-after-batch",
        "batch-missing",
        "second-epoch",
    ),
)
def order_constant(
    build: Build,
    elements: Pass,
    epochs: Epochs,
    arguments: Arguments,
    plan: Optional[Plan] = None,
    contract: Optional[Contract] = None,
    tracing: Optional[Tracing] = None,
    sequence: Optional[SequenceFacts] = None,
):
    second = epochs.second
    if second is None or not telling(elements, second) or not same_order(elements, second):
        return None
    if contract is not None and contract.stateful:
        return Skip("a stateful model needs its examples in order")
    if elements.batches < 3:
        return None
    same = f"both passes give all {elements.examples} examples in the same order"
    if sequence is not None:
        if sequence.has_epoch_end:
            return warn(
                f"{sequence.type_name}.on_epoch_end ran between two passes and changed nothing: "
                f"{same}",
                where=f"{sequence.type_name}.on_epoch_end",
                fix="draw a new permutation in on_epoch_end from a generator that is seeded once, "
                "in __init__",
            )
        return None
    if plan is None:
        return None
    if _series(plan, elements):
        return Skip("windows of a time series")
    fixed = [node for node in shuffles(plan.nodes()) if not reshuffles(node)]
    if fixed:
        return warn(
            f"{describe(fixed[0])} has reshuffle_each_iteration=False and no other shuffle "
            f"follows: {same}",
            where=describe(fixed[0]),
            fix="leave reshuffle_each_iteration at True (keep False only for the shuffle before a "
            "take/skip split, and add another .shuffle after the split)",
        )
    if shuffles(plan.nodes()) or shuffles_inside(plan.nodes()):
        return None
    source = python_source(plan)
    if source is not None and tracing is not None and tracing.generator_draws:
        return warn(
            f"the generator behind from_generator draws ({', '.join(tracing.generator_draws)}), "
            f"yet {same}: it starts again from the same seed in each epoch",
            where="from_generator",
            fix="make the random generator outside the generator function, so that its state goes "
            "on, or add .shuffle(n) to the Dataset",
        )
    formed = batching(plan)
    before = f" before {describe(formed[0])}" if formed else ""
    return warn(
        f"nothing shuffles: {same}, in the same batches",
        where="the whole pipeline",
        fix=f"add .shuffle({elements.examples}){before}",
    )


def _series(plan: Plan, elements: Pass) -> bool:
    """Windows in the plan, or in the data: each example is the one before it moved on."""
    return windows(plan) or any(overlapping(c) for c in elements.role("x"))
