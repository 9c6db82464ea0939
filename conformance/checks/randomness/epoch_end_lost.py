"""Whether a Sequence's on_epoch_end is called."""

from __future__ import annotations

from conformance.checks.randomness._passes import same_order, telling
from conformance.records import Epochs, Pass, Plan, Tracing
from conformance.registry import check
from conformance.results import Finding


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
