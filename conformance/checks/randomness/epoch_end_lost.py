"""Whether a Sequence's on_epoch_end is called."""

from __future__ import annotations

from conformance.facts.applicability import two_passes
from conformance.facts.repetition import Repetition
from conformance.records import Plan, Tracing
from conformance.registry import APART, check, predicate
from conformance.results import Finding, Outcome, Passed


@predicate("no Sequence is read through Dataset.from_generator")
def wrapped_sequence(plan: Plan, tracing: Tracing) -> bool:
    del plan  # only a Dataset can wrap one
    return bool(tracing.wrapped_sequences)


@check(
    "epoch-end-lost",
    group="randomness",
    title="a Sequence's on_epoch_end is called",
    applies=(wrapped_sequence, two_passes),
    phase=APART,
)
def epoch_end_lost(tracing: Tracing, repetition: Repetition) -> Outcome:
    """The order of two passes over a Sequence with on_epoch_end that a generator hides from fit."""
    name = tracing.wrapped_sequences[0]
    if not repetition.order:
        return Passed(f"the order of two passes over {name}: it differs")
    return Finding(
        f"{name} is read through Dataset.from_generator: fit sees only a Dataset, so nobody calls "
        f"its on_epoch_end, and both passes give all {repetition.one.examples} examples in the same "
        "order",
        expected="on_epoch_end after each epoch",
        actual="it never runs",
        where=f"from_generator over {name}",
        fix=f"pass {name.split()[0]} itself to fit, call on_epoch_end at the end of the generator "
        "function, or shuffle the Dataset",
    )
