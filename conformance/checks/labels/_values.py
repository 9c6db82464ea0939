"""Checks: are the targets' values those the loss and the last activation are made for?"""

from __future__ import annotations

from typing import List, NamedTuple, Optional

import numpy as np

from conformance.records import Component


class Outside(NamedTuple):
    """Values beyond a bound: how many of those looked at, where the first is, and examples."""

    wrong: int
    seen: int
    where: str
    examples: List[float]


def flat_rows(component: Component) -> np.ndarray:
    """Kept rows as one array (N, ...); rows of differing lengths become one flat row each value."""
    rows = component.rows
    if rows is None:
        return np.zeros((0,))
    if rows.dtype == object:
        parts = [np.ravel(np.asarray(row)) for row in rows]
        joined = np.concatenate(parts) if parts else np.zeros((0,))
        return joined if joined.dtype.kind in "biuf" else np.zeros((0,))
    return rows if rows.dtype.kind in "biuf" else np.zeros((0,))


def outside(
    component: Component, low: Optional[float], high: Optional[float], ignore: Optional[int] = None
) -> Optional[Outside]:
    """The values below ``low`` or above ``high`` (tolerances are the caller's), else None."""
    rows = flat_rows(component)
    if not rows.size:
        return None
    wrong = np.zeros(rows.shape, bool)
    with np.errstate(invalid="ignore"):
        if low is not None:
            wrong |= rows < low
        if high is not None:
            wrong |= rows > high
    if rows.dtype.kind == "f":
        wrong &= np.isfinite(rows)  # infinity is the question of target-not-finite
    if ignore is not None:
        wrong &= rows != ignore
    if not wrong.any():
        return None
    first = tuple(int(i) for i in np.argwhere(wrong)[0])
    where = component.path
    if component.row_batches is not None and len(component.row_batches) == len(rows):
        batch = int(component.row_batches[first[0]])
        within = first[0] - int(np.searchsorted(component.row_batches, batch))
        where = f"{component.path}, batch {batch}, element {(within, *first[1:])}"
    examples = np.unique(rows[wrong])
    return Outside(int(wrong.sum()), int(wrong.size), where, examples[:6].tolist())
