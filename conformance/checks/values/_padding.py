"""Checks: does the model see which steps of a sequence are padding?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional

import numpy as np

from conformance.records import Component

ENOUGH = 32  # sequences
MANY = 0.5  # share of them that are padded
LENGTHS = 3  # different lengths of padding: a filled tail of one length is part of the format
SAMPLE = 4096  # sequences looked at


@dataclass(frozen=True)
class Padding:
    """Runs of one and the same step that nothing but the ends of sequences hold."""

    step: np.ndarray
    padded: int  # sequences with a run of two or more
    rows: int
    end: str  # "end" or "beginning"
    runs: np.ndarray  # steps of padding of each sequence


def steps_of(component: Component) -> Optional[np.ndarray]:
    """(sequences, steps, values)."""
    rows = component.rows
    if rows is None or rows.dtype.kind not in "iuf" or rows.ndim not in (2, 3):
        return None
    if len(rows) < ENOUGH or rows.shape[1] < 3 or component.kind != "dense":
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
