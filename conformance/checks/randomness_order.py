"""Checks on the order of examples: does it change between epochs, and repeat between runs?"""

from __future__ import annotations

from typing import List, Optional

import numpy as np

from conformance.checks.randomness_passes import (
    first_difference,
    same_batches,
    same_contents,
    same_order,
    telling,
)
from conformance.checks.randomness_plan import (
    BATCHES,
    FREEZES,
    batching,
    describe,
    line,
    paths,
    python_source,
    reshuffles,
    seeded,
    shuffles,
    shuffles_inside,
    unordered,
    windows,
)
from conformance.records import (
    Arguments,
    Build,
    Component,
    Contract,
    Epochs,
    Node,
    Pass,
    Plan,
    SequenceFacts,
    Tracing,
)
from conformance.registry import check
from conformance.results import Finding, Skip, warn


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
        formed = [n for n in node.walk() if n.op in BATCHES and shuffles(_up(n))]
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


def _up(node: Node) -> List[Node]:
    return [n for n in node.walk() if n is not node]


@check(
    "shuffle-after-batch",
    group="randomness",
    title="examples are shuffled before they are batched",
    after=("order-frozen", "second-epoch", "batch-missing", "batch-twice"),
)
def shuffle_after_batch(plan: Plan, elements: Pass, epochs: Epochs):
    second = epochs.second
    if second is None or not telling(elements, second) or not same_batches(elements, second):
        return None
    formed = batching(plan)
    if formed is None:
        after = shuffles(plan.nodes())
        if not after or same_order(elements, second):
            return None
        source = describe(python_source(plan) or plan.nodes()[-1])
        return warn(
            f"{line(after)} shuffles elements that are batches already (from {source}): only the "
            f"order of {elements.batches} fixed batches changes",
            where=line(after),
            fix=f".unbatch() before {describe(after[0])} and .batch(...) after it",
        )
    batch, downstream = formed
    after = shuffles(downstream)
    before = [n for n in shuffles(_up(batch)) if reshuffles(n)]
    if not after or before or shuffles_inside(_up(batch)):
        return None
    size = max(elements.batch_sizes)
    text = (
        f"{describe(batch)} comes before {describe(after[-1])}: it shuffles whole batches, and "
        f"the {elements.batches} batches hold the same {size} examples in both passes"
    )
    details = dict(
        expected="examples meet others in each epoch",
        actual="batch membership never changes",
        where=f"{describe(batch)}, {describe(after[-1])}",
        fix=f"put {describe(after[-1])} before {describe(batch)}, with a buffer counted in "
        f"examples (there are {elements.examples})",
    )
    if any(_overlapping(c) for c in elements.role("x")):  # tutorials of time series do so
        return warn(f"{text}: windows that follow each other", **details)
    return Finding(text, **details)


@check(
    "epoch-end-lost",
    group="randomness",
    title="a Sequence's on_epoch_end is called",
)
def epoch_end_lost(plan: Plan, tracing: Tracing, elements: Pass, epochs: Epochs):
    second = epochs.second
    if not tracing.wrapped_sequences:
        return None
    if second is None or not telling(elements, second) or not same_order(elements, second):
        return None
    name = tracing.wrapped_sequences[0]
    return Finding(
        f"{name} is read through Dataset.from_generator: fit sees only a Dataset, so nobody calls "
        f"its on_epoch_end, and both passes give all {elements.examples} examples in the same "
        "order",
        expected="on_epoch_end after each epoch",
        actual="it never runs",
        where=f"from_generator over {name}",
        fix=f"pass {name.split()[0]} itself to fit, call on_epoch_end at the end of the generator "
        "function, or shuffle the Dataset",
    )


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
    return windows(plan) or any(_overlapping(c) for c in elements.role("x"))


def _overlapping(component: Component) -> bool:
    rows = component.rows
    if rows is None or rows.dtype == object or rows.ndim < 2 or len(rows) < 8 or rows.shape[1] < 4:
        return False
    first = component.shapes[0][0] if component.shapes else 0
    rows = rows[: first if first >= 8 else 64]  # batches may come in another order
    if np.array_equal(rows[1:], rows[:-1]):
        return False
    return any(
        np.array_equal(rows[1:, :-step], rows[:-1, step:])
        for step in range(1, rows.shape[1] // 2 + 1)
    )


@check(
    "order-unrepeatable",
    group="randomness",
    title="a seeded pipeline gives the same order in every run",
    after=("second-epoch", "pairs-misaligned", "randomness-traced"),
)
def order_unrepeatable(build: Build, plan: Plan, elements: Pass, epochs: Epochs):
    found = shuffles(plan.nodes())
    by_op = bool(found) and all(seeded(node) for node in found)
    if not build.seeded and not by_op:
        return Skip("no seed promises that runs agree")
    promise = "a global seed is set" if build.seeded else f"{line(found)} is seeded"
    sloppy = unordered(plan)
    rebuilt = epochs.rebuilt
    parted = None
    if rebuilt is not None and telling(elements, rebuilt) and same_contents(elements, rebuilt):
        parted = first_difference(elements, rebuilt)
    if not sloppy and parted is None:
        return None
    stage = line(sloppy) if sloppy else line([python_source(plan) or plan.root])
    seen = ""
    if parted is not None:
        batch, index, share = parted
        seen = (
            f"; a second build gave another order from batch {batch}, example {index} on "
            f"({share:.0%} of the positions)"
        )
    if sloppy:
        message = (
            f"{promise}, but {stage} may hand on examples in the order they finish "
            f"(deterministic=False){seen}: two runs see different batches"
        )
        fix = f"leave out deterministic=False for {stage} (and in tf.data.Options)"
    else:
        message = f"{promise}, but the order is not repeatable{seen}"
        fix = "seed every source of order: list_files, shuffle, sample_from_datasets, and the "
        fix += "Python code behind from_generator"
    status = "fail" if build.seeded and sloppy else "warn"
    return Finding(
        message,
        status=status,
        expected="the same order in every run",
        actual="an order that depends on timing" if sloppy else "another order in a second build",
        where=stage,
        fix=fix,
    )
