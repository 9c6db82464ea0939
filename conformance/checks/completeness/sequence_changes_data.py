"""Whether reading a batch leaves the data as they were."""

from __future__ import annotations

from conformance.records import SequenceFacts
from conformance.registry import check
from conformance.results import Finding


@check(
    "sequence-changes-data",
    group="completeness",
    title="reading a batch leaves the data as they were",
)
def sequence_changes_data(sequence: SequenceFacts):
    if sequence.written is None:
        return None
    held = f"self.{sequence.written}"
    return Finding(
        f"`{sequence.type_name}.__getitem__` changes `{held}` each time a batch is read: the next epoch "
        "starts from what this one left",
        expected=f"`{held}` as __init__ made it",
        actual=f"`{held}` differs after batch 0 was read",
        where=f"{sequence.type_name}.__getitem__",
        fix=f"a slice of `{held}` is a view: write `x = x + ...` instead of `x += ...`, or `.copy()` it",
    )
