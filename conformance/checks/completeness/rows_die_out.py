"""Check: do all rows stay in a Sequence from epoch to epoch?"""

from __future__ import annotations

from typing import Any

import numpy as np

from conformance.records import Epochs, Pass, SequenceFacts
from conformance.registry import Threshold, check, predicate
from conformance.results import Finding, Outcome, Passed
from conformance.wording import number

ENOUGH = 32  # examples


@predicate(f"there are fewer than {ENOUGH} examples")
def enough_examples(sequence: SequenceFacts, elements: Pass) -> bool:
    return elements.examples >= ENOUGH


@predicate("a second epoch holds the first one's rows, or could not be read to its end")
def read_three_times(elements: Pass, epochs: Epochs) -> bool:
    passes = (elements, epochs.second, epochs.third)
    return all(one is not None and one.complete and not one.failure for one in passes)


@predicate("epochs differ in length, which second-epoch judges")
def of_one_length(elements: Pass, epochs: Epochs) -> bool:
    later = [one for one in (epochs.second, epochs.third) if one is not None]
    return all(one.examples == elements.examples for one in later)


@check(
    "rows-die-out",
    group="completeness",
    title="later epochs of a Sequence hold as many different rows as the first",
    applies=(enough_examples, read_three_times, of_one_length),
    phase="compared",
    after={
        "sequence-index": "an index that gives another batch's rows holds fewer rows",
        "sequence-length": "a length that is too short or too great leaves rows out",
        "sequence-changes-data": "rows that are changed while they are read are other rows",
    },
    limits={
        "lost": Threshold(
            0.05,
            "a draw with replacement leaves out a third, a cut a few per cent",
            "1 / e is 0.37; chosen between the two, not measured",
        )
    },
)
def rows_die_out(sequence: SequenceFacts, elements: Pass, epochs: Epochs, limits: Any) -> Outcome:
    """An order drawn with replacement from the last order: a row that is left out is gone."""
    passes = [one for one in (elements, epochs.second, epochs.third) if one is not None]
    kinds = [np.unique(one.example_hashes()) for one in passes]
    counts = [len(kind) for kind in kinds]
    nested = all(np.isin(after, before).all() for before, after in zip(kinds, kinds[1:]))
    shrinks = all(after <= (1 - limits.lost) * before for before, after in zip(counts, counts[1:]))
    if not (nested and shrinks):
        return Passed(f"{counts[0]}, {counts[1]} and {counts[2]} different rows in three epochs")
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
