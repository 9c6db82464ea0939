"""The numbers of each component as a table of float64, and how its columns were scaled.

A number that is none (NaN, infinity) is one row of one column: it hides neither the rest of its column
nor the columns beside it.

The mean and deviation of n random rows miss 0 and 1 by about 1/sqrt(n). Columns that hit them far
more closely were scaled by the very numbers computed from those rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Dict, Iterable, List, Optional

import numpy as np

from conformance.records import Component, Pass

NUMERIC = ("float16", "bfloat16", "float32", "float64", "int8", "int16", "int32", "int64")
UNSIGNED = ("uint8", "uint16", "uint32", "uint64")
KEPT = 2_000_000  # values of a table that is kept for the next check; a larger one is made again
SAMPLE = 200_000  # values looked at where all of them would be slow
EXACT = 0.02  # largest miss, in standard errors, that counts as "these very rows"
UNLIKELY = -7.0  # log10 of the chance of such a coincidence
MOST = 0.8  # share of columns that must; an epsilon leaves the almost constant ones narrower
FLAT = 1e-6  # a column that varies less is constant
NEAR = 0.1  # how far from mean 0 and deviation 1 rows that were standardised with others are


@dataclass(frozen=True)
class Table:
    """The kept rows of one component.

    ``rows`` is (examples, values) of float64, NaN where a number is not finite; ``columns`` the same by
    the last axis: (examples, values) of a table, (examples x steps, channels) of sequences and images.
    """

    component: Component
    rows: np.ndarray

    @property
    def columns(self) -> np.ndarray:
        kept = self.component.rows
        if kept is not None and kept.ndim > 2:
            return self.rows.reshape(-1, kept.shape[-1])
        return self.rows

    def values(self, position: int) -> np.ndarray:
        """(examples,): the finite values at one position of the examples; fewer where some are NaN."""
        values = self.rows[:, position]
        return values[np.isfinite(values)]

    @property
    def whole(self) -> np.ndarray:
        """(examples, values): the rows that are finite throughout."""
        return self.rows[np.isfinite(self.rows).all(axis=1)]

    def name(self, column: int) -> str:
        """``column 3 of `x```, or the component alone where it is one number an example."""
        path = f"`{self.component.path}`"
        return f"column {column} of {path}" if self.rows.shape[1] > 1 else path


class Columns:
    """The tables of a part of the data; one is made when it is first asked for.

    ``of`` gives None where a component has no numbers to look at: text, ragged or sparse rows,
    nothing kept. None says nothing of the data.
    """

    def __init__(self, elements: Pass):
        self._elements = elements
        self._kept: Dict[str, Optional[Table]] = {}

    def of(self, path: str) -> Optional[Table]:
        if path in self._kept:
            return self._kept[path]
        component = self._elements.component(path)
        rows = None if component is None else matrix(component)
        table = None
        if component is not None and rows is not None:
            table = Table(component, np.where(np.isfinite(rows), rows, np.nan))
        if rows is None or rows.size <= KEPT:
            self._kept[path] = table
        return table


def columns_of(elements: Pass) -> Columns:
    """The fact ``columns``."""
    return Columns(elements)


def numeric(component: Component) -> bool:
    """Whether it holds dense numbers; truth values are none."""
    return component.dtype in NUMERIC + UNSIGNED and component.kind == "dense"


def known(component: Component) -> bool:
    """Whether a finite number was met in the pass: there is a mean, a least and a greatest."""
    return component.maximum is not None


def measured(elements: Pass) -> List[Component]:
    """The features that hold dense numbers, a finite one among them, of which rows were kept."""
    return [c for c in elements.role("x") if numeric(c) and known(c) and kept(c)]


def unknown(elements: Pass) -> List[Component]:
    """The features of dense numbers of which none is finite: nothing can be told of their columns."""
    return [c for c in elements.role("x") if numeric(c) and c.count and not known(c)]


def kept(component: Component) -> bool:
    """Whether rows of one shape, of numbers, were kept."""
    rows = component.rows
    return rows is not None and rows.dtype.kind in "biuf" and len(rows) > 0


def matrix(component: Component) -> Optional[np.ndarray]:
    """Rows as (examples, values) in float64; None for ragged, strings or nothing kept."""
    rows = component.rows
    if rows is None or rows.dtype == object or rows.dtype.kind not in "biuf" or not len(rows):
        return None
    return rows.reshape(len(rows), -1).astype(np.float64)


def misses(values: np.ndarray) -> np.ndarray:
    """Distance of each column's mean from 0 and deviation from 1, in standard errors.

    Columns are told from their finite values. Constant ones, and those of fewer than two, are left out.
    Both ways to count the deviation (n and n - 1) are tried, and one below 1 is a negative distance.

    Args:
        values: (rows, columns), at least two rows.

    Returns:
        (2, columns): the mean's, the deviation's.
    """
    rows = np.isfinite(values).sum(axis=0)
    values, rows = values[:, rows > 1], rows[rows > 1]
    fine = np.isfinite(values)
    if fine.all():
        mean, std = values.mean(axis=0), values.std(axis=0)
    else:
        mean = np.where(fine, values, 0.0).sum(axis=0) / rows
        std = np.sqrt((np.where(fine, values - mean, 0.0) ** 2).sum(axis=0) / rows)
    varied = std > FLAT
    mean, std, rows = mean[varied], std[varied], rows[varied]
    corrected = std * np.sqrt(rows / (rows - 1))
    spread = np.where(np.abs(std - 1) < np.abs(corrected - 1), std - 1, corrected - 1)
    spread = spread * np.sqrt(2 * rows)
    return np.stack([np.abs(mean) * np.sqrt(rows), spread])


def standardised(parts: Iterable[np.ndarray]) -> Optional[float]:
    """log10 of the chance that all parts have mean 0 and deviation 1 so exactly; None if not so.

    A miss of m standard errors or less has the chance 0.8 m (the density of a normal variable at 0,
    both sides), columns and parts taken as independent.
    """
    chance = 0.0
    for part in parts:
        mean, spread = misses(part)
        exact = np.abs(spread) <= EXACT
        if (
            not mean.size
            or mean.max() > EXACT
            or exact.mean() < MOST
            or spread[~exact].max(initial=-1.0) > 0
        ):
            return None
        missed = np.concatenate([mean, np.abs(spread[exact])])
        chance += missed.size * float(np.log10(0.8 * max(float(missed.max()), 1e-9)))
    return chance if chance < UNLIKELY else None


def nearly_standardised(mean: float, deviation: float) -> bool:
    """Whether these are those of rows that were standardised together with others, held out since."""
    return abs(mean) <= NEAR and abs(deviation - 1) <= NEAR
