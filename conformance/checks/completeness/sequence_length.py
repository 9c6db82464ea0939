"""Whether __len__ is the number of batches that hold the rows."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Optional, Tuple

from conformance.checks.completeness._length import batch_count
from conformance.facts.ledger import Ledger
from conformance.facts.repetition import Repetition
from conformance.records import SequenceFacts
from conformance.registry import APART, Threshold, check, predicate
from conformance.results import Finding, Outcome, Passed
from conformance.wording import listed, share


def _beyond(sequence: SequenceFacts, ledger: Ledger) -> Optional[Tuple[int, str]]:
    """(the first batch that is not there, how that shows), where __len__ is too large."""
    last = sequence.length - 1
    failing = sequence.failing_index if sequence.index_failure is not None else None
    if failing is not None and failing > 0:
        held = sequence.source_rows
        past = bool(held and ledger.size) and failing * ledger.size >= (held or 0)
        if failing == last or past:
            return failing, f"raises {sequence.index_failure}"
    if sequence.empty_index is not None and sequence.empty_index > 0:
        return sequence.empty_index, "is empty"
    return None


@predicate("how many rows the Sequence holds is not known, or not all its batches were read")
def rows_known(sequence: SequenceFacts, ledger: Ledger) -> bool:
    return _beyond(sequence, ledger) is not None or (
        ledger.missing is not None and ledger.batches > 0
    )


@predicate("__getitem__ chooses among the rows that the Sequence holds")
def all_rows_meant(sequence: SequenceFacts, ledger: Ledger) -> bool:
    """It holds the numbers of the rows it delivers: a part, or as many of each class."""
    chosen = (ledger.missing or 0) > 0 and ledger.examples in sequence.orders
    short = (ledger.missing or 0) >= ledger.size and sequence.length * ledger.size >= (
        ledger.held or 0
    )
    return _beyond(sequence, ledger) is not None or not (chosen or (short and ledger.missing))


@check(
    "sequence-length",
    group="completeness",
    title="__len__ is the number of batches that hold the rows",
    applies=(rows_known, all_rows_meant),
    phase=APART,
    after={
        "sequence-index": "a batch that is not made from its index says nothing of the length",
        "input-structure": "rows are counted along the wrong axis then",
        "input-missing": "the arrays that are not delivered need not be of that length",
    },
    limits={
        "little": Threshold(
            0.01,
            "share of the rows below which a lost remainder is let pass",
            "chosen, not measured",
        ),
        "fail": Threshold(0.2, "share of the rows from which it fails", "chosen, not measured"),
        "fail_if_same": Threshold(
            0.1,
            "the same, where the rows are the same in every epoch and so never seen",
            "chosen, not measured",
        ),
    },
)
def sequence_length(
    sequence: SequenceFacts,
    ledger: Ledger,
    limits: SimpleNamespace,
    repetition: Optional[Repetition] = None,
) -> Outcome:
    """The rows that a Sequence holds against those that its batches deliver."""
    beyond = _beyond(sequence, ledger)
    if beyond is not None:
        return _too_long(sequence, *beyond)
    rows, missing = ledger.held or 0, ledger.missing or 0
    if missing <= 0 or missing < limits.little * rows:
        return Passed(
            f"{rows} rows held with {ledger.examples} delivered in {ledger.batches} batches"
        )
    same = repetition is not None and _same_rows(repetition)
    part = missing / rows
    return Finding(
        f"`{sequence.type_name}` holds {rows} rows ({listed(sequence.source_names)}), but __len__ is "
        f"{sequence.length}, so {share(missing, rows)} are never delivered"
        + (", the same in every epoch" if same else ", others in each epoch"),
        status="fail" if part >= limits.fail or (same and part >= limits.fail_if_same) else "warn",
        expected=f"__len__ of {-(-rows // ledger.size)} (the last batch may be smaller)",
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


def _same_rows(repetition: Repetition) -> bool:
    """Whether a second epoch delivers the very same rows."""
    if repetition.other is None:
        return False
    first, second = repetition.one.example_hashes(), repetition.other.example_hashes()
    return len(first) == len(second) > 0 and set(first.tolist()) == set(second.tolist())
