"""Whether a batch is made from its index alone."""

from __future__ import annotations

from conformance.records import Environment, SequenceFacts
from conformance.registry import APART, check
from conformance.results import Finding, Outcome, Passed


@check(
    "sequence-index",
    group="completeness",
    title="a batch is made from its index alone",
    phase=APART,
)
def sequence_index(sequence: SequenceFacts, environment: Environment) -> Outcome:
    """What the same index gives when it is asked for again, out of turn."""
    if sequence.cursor is None:
        return Passed("batches asked for again, out of turn: the same index gives the same batch")
    return Finding(
        f"`{sequence.type_name}.__getitem__` ignores its index: {sequence.cursor}. Keras asks for batches "
        + (
            "ahead of time, from several workers and some twice"
            if environment.keras_generation == 2
            else "from several workers, and the first one or two twice"
        )
        + ", so rows are lost or the epoch ends early",
        expected="the same index gives the same batch",
        actual=sequence.cursor,
        fix="compute the rows from the index: [index * batch_size : (index + 1) * batch_size]; keep no counter",
    )
