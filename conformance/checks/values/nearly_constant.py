"""Whether no column varies by rounding alone."""

from __future__ import annotations

from typing import List, NamedTuple, Optional

import numpy as np

from conformance.checks.values._tables import tables
from conformance.facts.meeting import BROKEN, matrix
from conformance.facts.pairing import Pairing
from conformance.records import Component, Contract, Pass
from conformance.registry import check
from conformance.results import Finding, warn
from conformance.wording import numbers

# Columns: a wider row is a picture, a spectrum or a bag of words, whose columns are alike.
WIDEST = 64
FLAT = 1e-4  # range of a column over its size: next to a bias, a constant
# sin(2 pi n) in float32 is off 0 by up to n / 10 million and more: 1.8e-4 at day 365.
TURNS = 2e-4
ONE = 1e-6  # ... and cos(2 pi n) off 1 by the square of that
REPEATED = 0.5  # distinct values over rows, up to which a column is of whole numbers' making
FEW = 4  # ... and from which on: fewer are signs
NOTHING = 1e-12  # sin(2 pi n) in float64 is smaller
EVEN = 0.05  # of a step
VARIED = 0.1  # deviation of a column beside it that is of a size to be learnt from
LENGTH = 1e-5  # by how much rows that were divided by their own length miss 1


class Column(NamedTuple):
    """A column of a table, or a feature of one number."""

    place: str
    values: np.ndarray


@check(
    "nearly-constant",
    group="values",
    title="no column varies by rounding alone",
    after=(*BROKEN, "not-finite", "constant-feature", "unscaled", "scaled-twice"),
)
def nearly_constant(
    elements: Pass, contract: Optional[Contract] = None, pairing: Optional[Pairing] = None
):
    columns = _columns(elements, contract, pairing)
    if not any(c.values.std() > VARIED for c in columns):
        columns = []
    turns = _whole_turns(columns)
    if turns is not None:
        return turns
    for component in tables(elements, contract, pairing):
        found = _unit_rows(component)
        if found is not None:
            return found
    for column in columns:
        if _flat(column.values):
            return warn(
                f"{column.place} lies in {_span(column.values)} in all {len(column.values)} rows: to the "
                "weights it is a constant",
                expected="a column that varies",
                actual=_span(column.values),
                where=column.place,
                fix=f"look at the step that makes {column.place}; where it is a measurement, subtract its "
                "mean in float64 before the cast to float32, and divide by its deviation",
            )
    return None


def _columns(
    elements: Pass, contract: Optional[Contract], pairing: Optional[Pairing]
) -> List[Column]:
    out = []
    for component in tables(elements, contract, pairing):
        values = matrix(component)
        if values is None or values.shape[1] > WIDEST or not np.isfinite(values).all():
            continue
        single = values.shape[1] == 1
        for i in range(values.shape[1]):
            path = f"`{component.path}`"
            out.append(Column(path if single else f"column {i} of {path}", values[:, i]))
    return out


def _span(values: np.ndarray) -> str:
    return f"{float(values.min()):.8g}..{float(values.max()):.8g}"


def _flat(values: np.ndarray) -> bool:
    """Whether the values are one, give or take what float32 rounds, and not one and the same."""
    extent, size = float(np.ptp(values)), float(np.abs(values).max())
    return 0 < extent <= FLAT * size


def _whole_turns(columns: List[Column]) -> Optional[Finding]:
    """sin and cos of whole turns: noise around 0, and beside it 1."""
    sines = [c.place for c in columns if _noise(c.values)]
    cosines = [c.place for c in columns if np.abs(c.values - 1).max() <= ONE]
    if not sines or len(cosines) < len(sines):
        return None
    first = next(c.values for c in columns if c.place == sines[0])
    return Finding(
        f"{', '.join(sines)}: within {_span(first)} beside columns that vary by about 1, and "
        f"{', '.join(cosines)}: 1. This is sin and cos of 2 pi times whole numbers: these columns are "
        "constants and what they stand for (the hour, the month) is lost",
        expected="sin and cos that go round once in a period",
        actual=f"{_span(first)}, and 1",
        where=sines[0],
        fix="divide by the period: sin(2 * pi * hour / 24), sin(2 * pi * month / 12)",
    )


def _noise(values: np.ndarray) -> bool:
    """Whether the values are what rounding leaves of 0: a few, no larger, and in no even steps."""
    distinct = np.unique(values)
    if not FEW <= len(distinct) <= REPEATED * len(values):
        return False
    low, high = float(distinct[0]), float(distinct[-1])
    if max(-low, high) <= NOTHING:
        return True
    gaps = np.diff(distinct) / min(np.diff(distinct))
    even = bool((np.abs(gaps - np.round(gaps)) < EVEN).all())  # ticks of a price
    return low < 0 < high and max(-low, high) <= TURNS and not even


def _unit_rows(component: Component) -> Optional[Finding]:
    """Rows divided by their own length, where one column is so large that it is the length."""
    values = matrix(component)
    if values is None or not 2 <= values.shape[1] <= WIDEST or not np.isfinite(values).all():
        return None
    for name, order in (("length (L2 norm)", 2), ("sum (L1 norm)", 1)):
        lengths = np.linalg.norm(values, order, axis=1)
        if np.abs(lengths - 1).max() > LENGTH:
            continue
        flat = [i for i in range(values.shape[1]) if _swallows(values[:, i])]
        if not flat:
            continue
        path, column = component.path, values[:, flat[0]]
        beside = np.delete(values, flat[0], axis=1)
        others = beside.std(axis=0)
        # Quaternions and directions are of length 1 by nature, and of both signs.
        signed = bool(((beside.min(axis=0) < 0) & (beside.max(axis=0) > 0)).any())
        return Finding(
            f"every row of `{path}` has the {name} 1, and column {flat[0]} is {_span(column)} in all "
            f"{len(values)} rows: each row was divided by its own length, which is its largest column, so "
            f"that one is a constant and the others (deviations {numbers(others)}) are divided by it"
            + (", unless they are directions" if signed else ""),
            status="warn" if signed else "fail",
            expected="columns scaled each by its own mean and deviation",
            actual=f"rows of {name} 1",
            where=path,
            fix="keras.layers.Normalization adapted on the training rows, or (x - x.mean(axis=0)) / "
            "x.std(axis=0); keras.utils.normalize and sklearn's Normalizer scale rows, not columns",
        )
    return None


def _swallows(values: np.ndarray) -> bool:
    return _flat(values) and float(np.abs(values).min()) > 1 - 10 * FLAT
