"""Whether every batch is made of examples, none filled up with zeros or with one row."""

from __future__ import annotations

from typing import Any, List, Optional

import numpy as np

from conformance.facts.columns import numeric
from conformance.records import Component, Contract, Pass, SequenceFacts
from conformance.registry import Threshold, check, predicate
from conformance.results import UNREAD, Finding, Outcome, Passed, Skip, warn
from conformance.wording import counted

FEWEST = 2  # rows of zeros at the end
BEFORE = 8  # rows before them, none of which is near to all zero
FILLED = 3  # values other than zero that each of those holds: a short text is no row of zeros
BATCHES = 4  # batches that show what a batch of this pipeline is like


@predicate("the model, its loss or a mask may tell such rows from examples")
def not_told_apart(contract: Optional[Contract] = None) -> bool:
    return contract is None or not _told_apart(contract)


@check(
    "batch-filled-up",
    group="completeness",
    title="no batch is filled up with rows of zeros or with one row",
    applies=(not_told_apart,),
    phase="compared",
    after={
        "sequence-index": "an index that is ignored gives the same rows again",
        "constant-feature": "features that never vary are alike in every batch",
        "batch-missing": "what is read as a row is a part of one",
        "batch-twice": "what is read as a row is a batch",
    },
    limits={
        "rows": Threshold(
            8,
            "rows of one batch: fewer may be alike by chance in a small batch",
            "chosen, not measured",
        ),
        "apart": Threshold(
            0.9,
            "share of different rows in the usual batch: where rows are nearly all different, a batch "
            "of one row only is none of chance",
            "chosen, not measured",
        ),
    },
)
def batch_filled_up(
    elements: Pass,
    limits: Any,
    contract: Optional[Contract] = None,
    sequence: Optional[SequenceFacts] = None,
    validation: Optional[Pass] = None,
) -> Outcome:
    """Rows that the model learns as examples, in every epoch, and that stand for nothing."""
    parts = [(n, p) for n, p in (("training", elements), ("validation", validation)) if p]
    for name, part in parts:
        found = _end_of_zeros(name, part, contract, sequence) or _batch_of_one_row(
            name, part, limits
        )
        if found is not None:
            return found
    cut = next((p for _, p in parts if not (p.complete or p.endless or p.sampled)), None)
    if cut is not None:
        return Skip(f"the last batch was not reached: {cut.read}", UNREAD)
    return Passed(" and ".join(f"{p.batches} batches of the {name} data" for name, p in parts))


def _batch_of_one_row(name: str, part: Pass, limits: Any) -> Optional[Finding]:
    """A batch whose rows are all the same, where no other batch's are.

    By the hashes of the features, so that all batches are seen, not only those whose rows are kept.
    """
    hashes = part.example_hashes(("x",))
    if len(hashes) != part.examples or part.batches < BATCHES:
        return None
    ends = np.cumsum(part.batch_sizes)[:-1]
    batches = np.split(hashes, ends)
    kinds = np.array([len(np.unique(rows)) for rows in batches])
    sizes = np.array(part.batch_sizes)
    alike = np.flatnonzero((kinds == 1) & (sizes >= limits.rows))
    share = kinds / np.maximum(sizes, 1)
    if not len(alike) or np.median(share) < limits.apart:
        return None
    place = int(alike[0])
    number = part.batch_numbers[place] if part.batch_numbers else place
    if _rows_weightless(part, number):
        return None
    what = "zeros" if _zeros(part, number) else "one and the same row"
    others = f", and so are {len(alike) - 1} others" if len(alike) > 1 else ""
    return warn(
        f"the features of all {sizes[place]} rows in batch {number} of the {name} data are {what}"
        f"{others}; in the other batches nearly every row is different: a buffer that was not filled?",
        expected=f"{sizes[place]} different rows",
        actual=f"{what}, {sizes[place]} times",
        where=f"batch {number} of the {name} data",
        fix="look for an array that is made for a batch and not filled, or a file that is read empty",
    )


def _of_batch(component: Component, number: int) -> np.ndarray:
    """The kept rows of this batch; none where they were not kept."""
    if component.rows is None or component.row_batches is None:
        return np.zeros(0)
    return np.asarray(component.rows)[component.row_batches == number]


def _zeros(part: Pass, number: int) -> bool:
    rows = [_of_batch(c, number) for c in part.role("x") if numeric(c)]
    return bool(rows) and all(len(r) > 0 and r.dtype != object and not r.any() for r in rows)


def _rows_weightless(part: Pass, number: int) -> bool:
    """Whether sample weights take the batch out, or are there and were not kept."""
    weights = [_of_batch(c, number) for c in part.role("sample_weight")]
    return any(not len(rows) or not rows.astype(float).any() for rows in weights)


def _end_of_zeros(
    name: str, part: Pass, contract: Optional[Contract], sequence: Optional[SequenceFacts]
) -> Optional[Finding]:
    """Rows of zeros in features and targets at the end of a last batch that is as large as the others."""
    count = _zeros_at_the_end(part)
    if count < FEWEST:
        return None
    size, rows = part.batch_sizes[-1], part.examples - count
    held = sequence.source_rows if sequence is not None and name == "training" else None
    certain = held == rows and not _fixed(contract) and _class_elsewhere(part, count)
    source = f": the Sequence holds {held} rows and delivers {part.examples}" if certain else ""
    trained = "trained on" if name == "training" else "counted in the validation's metrics"
    return Finding(
        f"the last {count} of {size} rows in the last batch of the {name} data are zeros throughout, "
        f"features and targets, as no other row is{source}; nothing says that they are no examples, "
        f"so they are {trained} in every epoch",
        status="fail" if certain else "warn",
        expected=f"a last batch of {counted(size - count, 'row')}",
        actual=f"{size} rows, {count} of them zeros",
        where=f"batch {part.batches - 1} of the {name} data",
        fix="make the arrays as long as the batch has rows (`np.zeros((len(ids), ...))` in place of "
        "batch_size), or give these rows a sample_weight of 0",
    )


def _class_elsewhere(part: Pass, count: int) -> bool:
    """Whether other rows have the targets 0 too: a class of its own (silence) may be meant."""
    targets = [c for c in part.role("y") if c.integral and c.rows is not None]
    return all((np.asarray(c.rows)[:-count] == 0).any() for c in targets)


def _told_apart(contract: Contract) -> bool:
    """A model that may know the rows by itself: a step or loss of its own, a mask."""
    own = any(loss is not None and loss.custom for loss in contract.losses.values())
    skipping = any(loss is not None and loss.ignore_class == 0 for loss in contract.losses.values())
    masks = any(layer.masks for layer in contract.layers)
    by_itself = contract.custom_train_step or contract.own_fit or not contract.has_loss
    return by_itself or own or skipping or masks


def _fixed(contract: Optional[Contract]) -> bool:
    """Whether the model takes batches of one size only."""
    inputs = contract.inputs if contract is not None else None
    return contract is not None and (
        contract.stateful or any(leaf.shape and leaf.shape[0] is not None for leaf in inputs or [])
    )


def _zeros_at_the_end(part: Pass) -> int:
    """How many rows at the end of a whole pass are zeros in features and targets; 0 in doubt."""
    sizes = part.batch_sizes
    if not part.complete or len(sizes) < 2 or sizes[-1] != max(sizes):
        return 0
    features, targets = part.role("x"), part.role("y")
    if not features or not targets or not all(_whole(c, part) for c in features + targets):
        return 0
    filled = np.sum([_values(c) for c in features], axis=0)
    empty = np.equal(filled, 0)
    count = int(np.argmin(empty[::-1])) if not empty.all() else 0
    before = filled[: len(filled) - count]
    if not FEWEST <= count < sizes[-1] or len(before) < BEFORE or np.min(before) < FILLED:
        return 0
    if any(_values(c)[-count:].any() for c in targets):
        return 0
    return 0 if _weighted(part.role("sample_weight"), count) else count


def _whole(component: Component, part: Pass) -> bool:
    """Whether all rows of the pass were kept, as numbers."""
    rows = component.rows
    return numeric(component) and rows is not None and len(rows) == part.examples


def _values(component: Component) -> np.ndarray:
    """How many values of each row are not zero."""
    rows = np.asarray(component.rows)
    if rows.dtype == object:  # batches padded to different lengths
        return np.array([np.count_nonzero(row) for row in rows])
    return np.count_nonzero(rows.reshape(len(rows), -1), axis=1)


def _weighted(weights: List[Component], count: int) -> bool:
    """Whether sample weights tell these rows from others, or cannot be read."""
    for component in weights:
        if component.rows is None or len(component.rows) < count:
            return True
        if not _values(component)[-count:].all():
            return True
    return False
