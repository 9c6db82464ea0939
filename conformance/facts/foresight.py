"""Columns of a table that are an average of the targets of rows around them, their own among these.

Where rows follow each other in time, a column may be made of targets gone by. A column that is, to
rounding, a weighted sum of the targets of its own row and of rows to come holds the answer. Rows in an
order drawn at random show no such sum, so nothing need be known of the order.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Iterator, List, Optional, Tuple

import numpy as np

from conformance.records import Pass

REACH = 8  # rows to either side of which targets may be averaged
FEWEST = 150  # rows: 17 weights fitted to as many are no chance
MOST = 3000
WIDEST = 64  # columns of a table
ROUNDED = 1e-4  # of the deviation of a column: what float32 leaves of a sum
TRUE = 0.8  # share of rows in which the sum holds; series laid end to end break it at each join
LOOKS = 6  # refits without the rows that fit worst
LIGHT = 0.02  # of the heaviest weight: a lighter one is rounding
TAPS = 2  # a column that is one target alone, moved or scaled, is another question


@dataclass(frozen=True)
class Foresight:
    """Column ``column`` of ``path`` is the sum of ``weights`` (taps,) times the target ``target``.

    ``lags`` (taps,) are rows: 0 the row itself, 1 the next. It holds in ``share`` of ``rows`` rows.
    """

    path: str
    column: int
    target: str
    lags: Tuple[int, ...]
    weights: Tuple[float, ...]
    share: float
    rows: int


def foresight(elements: Pass) -> List[Foresight]:
    """The fact ``foresight``; empty where no column is such a sum, or none can be looked at."""
    found = []
    for path, rows, target, wanted in _tables(elements):
        for place in range(rows.shape[1]):
            one = _sum_of(rows[: len(wanted), place].astype(np.float64), wanted)
            if one is not None:
                found.append(Foresight(path, place, target, *one))
    return found


def comparable(elements: Pass) -> bool:
    """Whether there is a numeric target and a table of as many rows."""
    return any(True for _ in _tables(elements))


def _tables(elements: Pass) -> Iterator[Tuple[str, np.ndarray, str, np.ndarray]]:
    """(path, rows (examples, columns), path of a target, its numbers (rows,)) of all that is compared."""
    for target in elements.role("y"):
        wanted = _series(target.rows)
        for component in elements.role("x") if wanted is not None else ():
            rows = component.rows
            if rows is None or wanted is None or component.kind != "dense" or rows.ndim != 2:
                continue
            if rows.dtype.kind in "iuf" and rows.shape[1] <= WIDEST and len(rows) >= len(wanted):
                yield component.path, rows, target.path, wanted


def _series(rows: Optional[np.ndarray]) -> Optional[np.ndarray]:
    """The target as one number a row, (rows,) of float64, if it has many values; else None."""
    if rows is None or rows.dtype.kind not in "iuf" or len(rows) < FEWEST or rows.ndim > 2:
        return None
    flat = rows[:MOST].reshape(min(len(rows), MOST), -1)
    if flat.shape[1] != 1 or not np.isfinite(flat).all():
        return None
    values = flat[:, 0].astype(np.float64)
    return values if len(np.unique(values)) > len(values) // 4 else None


def _sum_of(column: np.ndarray, target: np.ndarray) -> Optional[tuple]:
    """(lags, weights, share, rows) where the column is a sum that needs its own target or later ones."""
    if not np.isfinite(column).all() or len(np.unique(column)) <= len(column) // 4:
        return None
    inner = slice(REACH, len(column) - REACH)
    wanted = column[inner]
    lags = range(-REACH, REACH + 1)
    around = np.stack([np.roll(target, -lag)[inner] for lag in lags], axis=1)
    weights, share = _fitted(around, wanted)
    if weights is None or share < TRUE:
        return None
    heavy = np.abs(weights[:-1]) > LIGHT * np.abs(weights[:-1]).max()
    taps = [lag for lag, there in zip(lags, heavy) if there]
    if len(taps) < TAPS or max(taps) < 0:
        return None
    past, held = _fitted(around[:, :REACH], wanted)
    if past is not None and held >= share - 0.1:  # the rows gone by explain it as well
        return None
    values = tuple(float(weight) for weight, there in zip(weights, heavy) if there)
    return tuple(taps), values, share, len(wanted)


def _fitted(around: np.ndarray, wanted: np.ndarray) -> Tuple[Optional[np.ndarray], float]:
    """(weights and a constant, share of rows in which their sum is the wanted number)."""
    table = np.concatenate([around, np.ones((len(around), 1))], axis=1)
    deviation = wanted.std()
    keep = np.ones(len(wanted), bool)
    weights = None
    for _ in range(LOOKS):
        weights = np.linalg.lstsq(table[keep], wanted[keep], rcond=None)[0]
        missed = np.abs(table @ weights - wanted)
        true = missed <= ROUNDED * deviation
        if true.mean() >= TRUE:
            return weights, float(true.mean())
        keep = missed <= np.quantile(missed, 0.85)
    return weights, float(true.mean())
