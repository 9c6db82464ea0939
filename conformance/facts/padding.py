"""Sequences: which components are ids one a step, which steps are padding, and at which end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Dict, List, Optional

import numpy as np

from conformance.records import Component, Pass

FEWEST = 32  # sequences: of fewer a run at one end may be data
LENGTHS = 3  # different lengths of padding: a filled tail of one length is part of the format
SAMPLE = 4096  # sequences looked at


@dataclass(frozen=True)
class Padding:
    """Runs of one and the same step that nothing but one end of the sequences holds.

    ``step`` (values,) is what they are filled with, ``padded`` the number of sequences with a run of
    two or more, ``rows`` that of all sequences looked at, ``end`` "end" or "beginning", ``runs``
    (sequences,) the steps of padding of each sequence that is not all padding.
    """

    step: np.ndarray
    padded: int
    rows: int
    end: str
    runs: np.ndarray

    @property
    def share(self) -> float:
        """Of the sequences, how many are padded."""
        return self.padded / max(1, self.rows)


def paddings_of(elements: Pass) -> Dict[str, Padding]:
    """Path -> its padding; a path that is not there has none that could be seen."""
    out = {}
    for component in elements.components:
        steps = steps_of(component)
        padding = padding_of(steps) if steps is not None else None
        if padding is not None:
            out[component.path] = padding
    return out


def steps_of(component: Component) -> Optional[np.ndarray]:
    """(sequences, steps, values); None for what is no table of at least 32 sequences of 3 steps."""
    rows = component.rows
    if rows is None or rows.dtype.kind not in "iuf" or rows.ndim not in (2, 3):
        return None
    if len(rows) < FEWEST or rows.shape[1] < 3 or component.kind != "dense":
        return None
    rows = rows[:SAMPLE]
    return rows[:, :, None] if rows.ndim == 2 else rows


def padding_of(steps: np.ndarray) -> Optional[Padding]:
    """The padding of a table of sequences; None where no step is found at their ends alone.

    A value that also stands between others (no rain, a pause) is data.
    """
    for end, ordered in (("end", steps), ("beginning", steps[:, ::-1])):
        last, counts = np.unique(ordered[:, -1], axis=0, return_counts=True)
        filler = last[int(np.argmax(counts))]
        same = (ordered == filler).all(axis=2)
        runs = np.cumprod(same[:, ::-1], axis=1).sum(axis=1)
        something = runs < ordered.shape[1]  # a sequence of nothing tells nothing
        run, same = runs[something], same[something]
        padded = int((run > 1).sum())
        between = int(same.sum()) - int(run[run > 0].sum())
        if padded and len(np.unique(run[run > 0])) >= LENGTHS and between == 0:
            return Padding(filler, padded, len(steps), end, runs)
    return None


def id_sequences(component: Component) -> Optional[np.ndarray]:
    """(sequences, steps) of whole numbers, one a step; None for any other component."""
    rows = component.rows
    if rows is None or rows.dtype.kind not in "iuf" or not component.integral:
        return None
    if rows.ndim == 3 and rows.shape[2] == 1:
        rows = rows[:, :, 0]
    return rows if rows.ndim == 2 and rows.shape[1] >= 2 else None


def steps_of_row(row: Any) -> Optional[np.ndarray]:
    """One number a step, (steps,), of a row of steps or (steps, 1); None for any other row."""
    steps = np.asarray(row)
    if steps.ndim == 2 and steps.shape[1] == 1:
        steps = steps[:, 0]
    return steps if steps.ndim == 1 and steps.dtype.kind in "biuf" else None


def span_of_row(i: int, length: int, features: List[Component]) -> Optional[slice]:
    """From the first to the last step of row ``i`` where any feature of this length is not 0."""
    used = np.zeros(length, bool)
    for feature in features:
        if feature.rows is not None and i < len(feature.rows):
            steps = np.asarray(feature.rows[i])
            if steps.ndim and len(steps) == length and steps.dtype.kind in "biuf":
                used |= steps.reshape(len(steps), -1).any(axis=1)
    at = np.flatnonzero(used)
    return slice(int(at[0]), int(at[-1]) + 1) if len(at) else None
