"""Check: do all rows stay in a Sequence from epoch to epoch?"""

from __future__ import annotations

import numpy as np

from conformance.records import Epochs, Pass, SequenceFacts
from conformance.registry import check
from conformance.results import Finding
from conformance.wording import number

ENOUGH = 32  # examples
LOST = 0.05  # share of the distinct rows that goes missing from one epoch to the next


@check(
    "rows-die-out",
    group="completeness",
    title="later epochs of a Sequence hold as many different rows as the first",
    after=("empty", "sequence-index", "sequence-length", "sequence-changes-data", "second-epoch"),
)
def rows_die_out(sequence: SequenceFacts, elements: Pass, epochs: Epochs):
    """An order drawn with replacement from the last order: a row that is left out is gone."""
    second, third = epochs.second, epochs.third
    if second is None or third is None or elements.examples < ENOUGH:
        return None
    passes = (elements, second, third)
    if not all(one.complete and one.examples == elements.examples for one in passes):
        return None
    kinds = [np.unique(one.example_hashes()) for one in passes]
    counts = [len(kind) for kind in kinds]
    nested = all(np.isin(after, before).all() for before, after in zip(kinds, kinds[1:]))
    shrinks = all(after <= (1 - LOST) * before for before, after in zip(counts, counts[1:]))
    if not (nested and shrinks):
        return None
    return Finding(
        f"three epochs of {elements.examples} rows each hold {counts[0]}, {counts[1]} and {counts[2]} "
        "different rows, and each only rows of the one before: a row that is left out once never "
        f"comes back, and the others come {number(elements.examples / counts[2])} times on average",
        expected=f"{counts[0]} different rows in every epoch",
        actual=f"{counts[0]}, {counts[1]}, {counts[2]}",
        where=f"{sequence.type_name}.on_epoch_end",
        fix="shuffle the order in place (`rng.shuffle(self.indexes)`), or draw from all rows "
        "(`rng.choice(len(self.x), size=...)`) and not from the last order",
    )
