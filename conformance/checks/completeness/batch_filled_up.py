"""Check: is the last batch made of examples, or filled up with zeros?"""

from __future__ import annotations

from typing import List, Optional

import numpy as np

from conformance.facts.meeting import BROKEN, numeric
from conformance.records import Component, Contract, Pass, SequenceFacts
from conformance.registry import check
from conformance.results import Finding
from conformance.wording import counted

FEWEST = 2  # rows of zeros at the end
BEFORE = 8  # rows before them, none of which is near to all zero
FILLED = 3  # values other than zero that each of those holds: a short text is no row of zeros


@check(
    "batch-filled-up",
    group="completeness",
    title="the last batch is not filled up with rows of zeros",
    after=(*BROKEN, "empty", "sequence-index"),
)
def batch_filled_up(
    elements: Pass,
    contract: Optional[Contract] = None,
    sequence: Optional[SequenceFacts] = None,
    validation: Optional[Pass] = None,
):
    """Rows of zeros that the model learns as examples of the class 0, at the end of each epoch."""
    if contract is not None and _told_apart(contract):
        return None
    for name, part in (("training", elements), ("validation", validation)):
        count = _zeros_at_the_end(part) if part is not None else 0
        if count < FEWEST or part is None:
            continue
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
    return None


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
