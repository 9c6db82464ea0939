"""Which row of an array that the user's code held each delivered row is.

By its whole content, or by one column of numbers that are nearly all different, also where the column
was scaled and moved. Rows that a source holds twice are in no place.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Iterator, List, Optional

import numpy as np

from conformance.facts.cuts import MOST_VALUES, once, squeezed, stretch_hashes
from conformance.records import Held, Pass, Source

FEWEST = 64  # rows
SHARE = 0.98  # of the delivered rows that are found
DIFFERENT = 0.95  # of the values of a column that tells its rows
COLUMNS = 8  # of one component or source that are tried
ENDS = 3  # least and largest values by which a scaled column is laid on its source


@dataclass(frozen=True)
class Provenance:
    """``places[i]`` is the row of the source that delivered row i of a component is, or -1."""

    path: str
    source: Source
    places: np.ndarray


def provenance_of(elements: Pass, held: Held) -> List[Provenance]:
    """Every source whose rows the rows of a feature are; of those that say the same the first."""
    out: List[Provenance] = []
    for component in elements.role("x"):
        rows = component.rows
        if rows is None or component.kind != "dense" or rows.dtype.kind not in "iuf":
            continue
        if len(rows) < FEWEST or len(rows) != elements.examples:
            continue
        for source in held.arrays:
            there = squeezed(source.value)
            if there.dtype.kind not in "iuf" or there.size > MOST_VALUES:
                continue
            places = _whole(squeezed(rows), there)
            if places is None:
                places = _by_column(rows, there)
            if places is not None and not any(_alike(one, source, places) for one in out):
                out.append(Provenance(component.path, source, places))
    return out


def _alike(one: Provenance, source: Source, places: np.ndarray) -> bool:
    """Whether another source of as many rows says the same."""
    same = len(one.source.value) == len(source.value)
    return same and np.array_equal(one.places, places)


def _whole(rows: np.ndarray, held: np.ndarray) -> Optional[np.ndarray]:
    width = int(np.prod(rows.shape[1:], dtype=np.int64))
    if held.shape[1:] != rows.shape[1:] or len(held) < FEWEST or width < 2:
        return None
    there = stretch_hashes(held.astype(rows.dtype).reshape(-1), width)[::width]
    given = stretch_hashes(rows.reshape(-1), width)[::width]
    return _found(there, given)


def _found(there: np.ndarray, given: np.ndarray) -> Optional[np.ndarray]:
    """For each given value its place among those that are there once; None where most are not."""
    order, single = once(there)
    at = np.minimum(np.searchsorted(there[order], given), len(order) - 1)
    places = np.where((there[order[at]] == given) & single[at], order[at], -1)
    return places if (places >= 0).mean() >= SHARE else None


def _by_column(rows: np.ndarray, held: np.ndarray) -> Optional[np.ndarray]:
    if rows.ndim > 2 or held.ndim > 2 or len(held) < FEWEST:
        return None
    for given in _telling(rows):
        for there in _telling(held):
            places = _found(there.astype(rows.dtype), given.astype(rows.dtype))
            if places is None:
                places = _scaled(there.astype(np.float64), given.astype(np.float64))
            if places is not None:
                return places
    return None


def _telling(values: np.ndarray) -> Iterator[np.ndarray]:
    """Columns whose values are nearly all different."""
    for column in values.reshape(len(values), -1)[:, :COLUMNS].T:
        finite = column[np.isfinite(column)] if column.dtype.kind == "f" else column
        if len(finite) >= FEWEST and len(np.unique(finite)) > DIFFERENT * len(finite):
            yield column


def _scaled(there: np.ndarray, given: np.ndarray) -> Optional[np.ndarray]:
    """The same for a column that was scaled and moved: its ends laid on those of its source."""
    order = np.argsort(there)  # NaN last
    known = there[order][: int(np.isfinite(there).sum())]
    mine = np.sort(given[np.isfinite(given)])
    if len(known) < len(mine) or mine[-1] <= mine[0]:
        return None
    for low in range(ENDS):
        for high in range(1, ENDS + 1):
            rate = (known[-high] - known[low]) / (mine[-1] - mine[0])
            moved = known[low] + (given - mine[0]) * rate
            at = np.clip(np.searchsorted(known, moved), 1, len(known) - 1)
            at = np.where(np.abs(known[at - 1] - moved) < np.abs(known[at] - moved), at - 1, at)
            gap = (known[-1] - known[0]) / len(known)
            fits = np.abs(known[at] - moved) < 1e-3 * gap
            if fits.mean() >= SHARE and len(np.unique(at[fits])) > DIFFERENT * fits.sum():
                return np.where(fits, order[at], -1)
    return None
