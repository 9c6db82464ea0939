"""Whether what a Sequence draws differs from epoch to epoch."""

from __future__ import annotations

from conformance.checks.randomness._passes import same_order, telling
from conformance.records import Epochs, Pass, SequenceFacts
from conformance.registry import check
from conformance.results import warn


@check(
    "index-draws-frozen",
    group="randomness",
    title="what a Sequence draws differs from epoch to epoch",
    after=("order-constant",),
)
def index_draws_frozen(sequence: SequenceFacts, elements: Pass, epochs: Epochs):
    second = epochs.second
    if not (sequence.global_random or sequence.own_random):
        return None
    if second is None or not telling(elements, second) or not same_order(elements, second):
        return None
    return warn(
        f"{sequence.type_name}.__getitem__ draws random numbers, yet both passes gave the same "
        f"{elements.examples} examples: its generator starts again from the same seed",
        where=f"{sequence.type_name}.__getitem__",
        fix="seed once in __init__, not in __getitem__ or on_epoch_end",
    )
