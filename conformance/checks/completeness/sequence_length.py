"""Whether __len__ is the number of batches that hold the rows."""

from __future__ import annotations

from typing import Optional

from conformance.checks.completeness._length import batch_count
from conformance.checks.completeness._rows import FAIL, FAIL_IF_SAME
from conformance.records import Build, Epochs, Pass, SequenceFacts
from conformance.registry import check
from conformance.results import Finding
from conformance.wording import listed, share

LITTLE = 0.01  # share of the rows below which a lost remainder is let pass


@check(
    "sequence-length",
    group="completeness",
    title="__len__ is the number of batches that hold the rows",
    after=("sequence-index", "input-structure", "input-missing"),
)
def sequence_length(
    sequence: SequenceFacts, elements: Pass, build: Build, epochs: Optional[Epochs] = None
):
    name = sequence.type_name
    last = sequence.length - 1
    failing = sequence.failing_index if sequence.index_failure is not None else None
    sizes = elements.batch_sizes
    beyond = bool(failing and sequence.source_rows and sizes) and (
        (failing or 0) * max(sizes) >= (sequence.source_rows or 0)
    )
    if failing is not None and failing > 0 and (failing == last or beyond):
        return _too_long(sequence, failing, f"raises {sequence.index_failure}")
    if sequence.empty_index is not None and sequence.empty_index > 0:
        return _too_long(sequence, sequence.empty_index, "is empty")
    rows = sequence.source_rows
    if (
        rows is None
        or not elements.complete
        or elements.failure is not None
        or not elements.batches
    ):
        return None
    size = max(elements.batch_sizes)
    missing = rows - elements.examples
    if missing <= 0 or size < 1 or missing < LITTLE * rows:
        return None
    if missing >= size and sequence.length * size >= rows:
        return None  # not a short __len__: __getitem__ chooses fewer rows
    if elements.examples in sequence.orders:
        return (
            None  # it holds the numbers of the rows it delivers: a part, or as many of each class
        )
    same = _same_rows(elements, epochs)
    part = missing / rows
    wanted = -(-rows // size)
    return Finding(
        f"`{name}` holds {rows} rows ({listed(sequence.source_names)}), but __len__ is {sequence.length}, so "
        f"{share(missing, rows)} are never delivered"
        + (", the same in every epoch" if same else ", others in each epoch"),
        status="fail" if part >= FAIL or (same and part >= FAIL_IF_SAME) else "warn",
        expected=f"__len__ of {wanted} (the last batch may be smaller)",
        actual=f"{sequence.length}",
        fix=f"return math.ceil(len(self.{sequence.source_names[0]}) / batch_size) from __len__"
        if sequence.source_names
        else "return math.ceil(rows / batch_size) from __len__",
    )


def _too_long(sequence: SequenceFacts, index: int, how: str) -> Finding:
    return Finding(
        f"`{sequence.type_name}.__len__` says {batch_count(sequence.length)}, but batch {index} {how}: there are "
        f"{index}",
        expected=f"__len__ of {index}",
        actual=str(sequence.length),
        where=f"batch {index}",
        fix="return math.ceil(rows / batch_size) from __len__: `rows // batch_size + 1` is one too many when "
        "it divides evenly",
    )


def _same_rows(elements: Pass, epochs: Optional[Epochs]) -> bool:
    """Whether a second epoch delivers the very same rows."""
    if epochs is None or epochs.second is None:
        return False
    first, second = elements.example_hashes(), epochs.second.example_hashes()
    return len(first) == len(second) > 0 and set(first.tolist()) == set(second.tolist())
