"""Whether examples are shuffled before they are batched."""

from __future__ import annotations

from conformance.checks.randomness._order import overlapping, up
from conformance.checks.randomness._passes import same_batches, same_order, telling
from conformance.checks.randomness._plan import (
    batching,
    describe,
    line,
    python_source,
    reshuffles,
    shuffles,
    shuffles_inside,
)
from conformance.records import Epochs, Pass, Plan
from conformance.registry import check
from conformance.results import Finding, warn


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
    before = [n for n in shuffles(up(batch)) if reshuffles(n)]
    if not after or before or shuffles_inside(up(batch)):
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
    if any(overlapping(c) for c in elements.role("x")):  # tutorials of time series do so
        return warn(f"{text}: windows that follow each other", **details)
    return Finding(text, **details)
