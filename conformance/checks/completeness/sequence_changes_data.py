"""Whether reading a batch leaves the data as they were."""

from __future__ import annotations

from conformance.records import SequenceFacts
from conformance.registry import APART, check
from conformance.results import Finding, Outcome, Passed


@check(
    "sequence-changes-data",
    group="completeness",
    title="reading a batch leaves the data as they were",
    phase=APART,
)
def sequence_changes_data(sequence: SequenceFacts) -> Outcome:
    """The arrays that a Sequence holds, before and after a batch was read."""
    if sequence.written is None:
        return Passed("the arrays of the Sequence before and after a batch was read: the same")
    held = f"self.{sequence.written}"
    return Finding(
        f"`{sequence.type_name}.__getitem__` changes `{held}` each time a batch is read: the next epoch "
        "starts from what this one left",
        expected=f"`{held}` as __init__ made it",
        actual=f"`{held}` differs after batch 0 was read",
        where=f"{sequence.type_name}.__getitem__",
        fix=f"a slice of `{held}` is a view: write `x = x + ...` instead of `x += ...`, or `.copy()` it",
    )
