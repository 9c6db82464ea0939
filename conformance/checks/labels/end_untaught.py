"""Whether a model of sequences is ever taught where one ends."""

from __future__ import annotations

from typing import Any, List, Optional

import numpy as np

from conformance.facts.applicability import keras_train_step, paired_targets
from conformance.facts.relations import Shift, ids_of
from conformance.records import Pass
from conformance.registry import Threshold, check, predicate
from conformance.results import Outcome, Passed, Skip, warn
from conformance.wording import number, share

ROWS = Threshold(32, "of fewer sequences the last words say little", "chosen, not measured")
ONE_END = Threshold(
    0.9, "of the sequences end on one and the same taught id: an end token", "chosen, not measured"
)


def _weights(elements: Pass) -> Optional[np.ndarray]:
    """(sequences, steps) of sample weights, the only ones there are."""
    parts = [c.rows for c in elements.role("sample_weight") if c.rows is not None]
    if len(parts) != 1 or parts[0].ndim not in (2, 3) or parts[0].dtype == object:
        return None
    return parts[0].reshape(len(parts[0]), parts[0].shape[1], -1)[:, :, 0]


@predicate("no target is the next id of a feature with weights that leave out its padding")
def next_ids_with_weights(shifts: List[Shift], elements: Pass) -> bool:
    weights = _weights(elements)
    ahead = any(shift.steps == 1 for shift in shifts)
    return ahead and weights is not None and bool((weights[:, -1] == 0).any())


@check(
    "end-untaught",
    group="labels",
    title="a model of sequences is taught where one ends",
    applies=(keras_train_step, paired_targets, next_ids_with_weights),
    phase="compared",
    limits={"rows": ROWS, "one_end": ONE_END},
)
def end_untaught(shifts: List[Shift], elements: Pass, limits: Any) -> Outcome:
    """Padding with the id of the end, or no end at all: the weights leave out every end there is."""
    weights = _weights(elements)
    shift = next(shift for shift in shifts if shift.steps == 1)
    target = elements.component(shift.target)
    ids = ids_of(target) if target is not None else None
    if weights is None or ids is None or weights.shape != ids.shape:
        return Skip(f"the weights of {shift.target} are not one a step")
    counted = weights > 0
    ended = counted.any(axis=1) & ~counted[:, -1]
    last = counted.shape[1] - 1 - np.argmax(counted[:, ::-1], axis=1)
    rows = np.flatnonzero(ended)
    if len(rows) < limits.rows:
        return Skip(f"{len(rows)} sequences end before the last step, too few to tell")
    ends, after = ids[rows, last[rows]], ids[rows, last[rows] + 1]
    values, counts = np.unique(ends, return_counts=True)
    fillers = np.unique(after)
    taught = np.isin(fillers, np.unique(ids[counted])).any()
    if counts.max() >= limits.one_end * len(rows) or len(fillers) != 1 or taught:
        return Passed(f"{share(int(counts.max()), len(rows))} sequences end on {number(values[0])}")
    return warn(
        f"no end of `{shift.target}` is ever taught: after the last id that counts stands "
        f"{number(fillers[0])} in all {len(rows)} sequences that end, always with the weight 0, and that "
        "last id is another in each: the model learns every word but not to stop",
        expected=f"a last id with a weight that is the same in every sequence, apart from {number(fillers[0])}",
        actual=f"{number(fillers[0])}: weight 0 in {int((ids == fillers[0]).sum())} of "
        f"{int((ids == fillers[0]).sum())} targets; {len(values)} different last ids",
        where=shift.target,
        component=shift.target,
        fix="give the end of a text an id of its own and pad with another one; or count the first "
        f"{number(fillers[0])} of each sequence (`weights[t] = 1` up to and with the first padding). "
        "Where nothing is generated from the model, leave this check out",
    )
