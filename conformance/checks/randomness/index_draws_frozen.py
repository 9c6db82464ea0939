"""Whether what a Sequence draws differs from epoch to epoch."""

from __future__ import annotations

from conformance.facts.applicability import draws_by_index, two_passes
from conformance.facts.repetition import Repetition
from conformance.records import SequenceFacts
from conformance.registry import APART, check
from conformance.results import Outcome, Passed, warn


@check(
    "index-draws-frozen",
    group="randomness",
    title="what a Sequence draws differs from epoch to epoch",
    applies=(draws_by_index, two_passes),
    phase=APART,
)
def index_draws_frozen(sequence: SequenceFacts, repetition: Repetition) -> Outcome:
    """Two passes over a Sequence whose __getitem__ draws."""
    if not repetition.order:
        return Passed("the examples of two passes, in their order: they differ")
    return warn(
        f"{sequence.type_name}.__getitem__ draws random numbers, yet both passes gave the same "
        f"{repetition.one.examples} examples: its generator starts again from the same seed",
        where=f"{sequence.type_name}.__getitem__",
        fix="seed once in __init__, not in __getitem__ or on_epoch_end",
    )
