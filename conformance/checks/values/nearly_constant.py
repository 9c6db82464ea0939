"""Whether no column varies by rounding alone."""

from __future__ import annotations

from typing import Any, List, NamedTuple, Optional

import numpy as np

from conformance.checks.values._tables import ROWS, tables, tables_met_raw
from conformance.facts.applicability import numbers_known
from conformance.facts.columns import Columns, Table
from conformance.facts.meeting import UNKNOWN_MODEL, Meetings
from conformance.records import Pass
from conformance.registry import Threshold, check, predicate
from conformance.results import Finding, Outcome, Passed, warn
from conformance.wording import numbers

# Columns: a wider row is a picture, a spectrum or a bag of words, whose columns are alike.
WIDEST = 64
# sin(2 pi n) in float32 is off 0 by up to n / 10 million and more: 1.8e-4 at day 365.
TURNS = 2e-4
ONE = 1e-6  # ... and cos(2 pi n) off 1 by the square of that
REPEATED = 0.5  # distinct values over rows, up to which a column is of whole numbers' making
FEW = 4  # ... and from which on: fewer are signs
NOTHING = 1e-12  # sin(2 pi n) in float64 is smaller
EVEN = 0.05  # of a step
LENGTH = 1e-5  # by how much rows that were divided by their own length miss 1


class Column(NamedTuple):
    """A column of a table, or a feature of one number."""

    path: str
    place: str
    values: np.ndarray


@predicate(f"no table of x has {WIDEST} columns or fewer")
def narrow_tables(elements: Pass, columns: Columns, meetings: Meetings = UNKNOWN_MODEL) -> bool:
    """Columns that each mean something by themselves."""
    return bool(_tables(elements, columns, meetings))


@check(
    "nearly-constant",
    group="values",
    title="no column varies by rounding alone",
    applies=(numbers_known, tables_met_raw, narrow_tables),
    phase="compared",
    after={
        "unscaled": "a column beside one of 1e6 is not the one to mend",
        "scaled-twice": "values that were scaled to nothing vary by little more than rounding",
    },
    limits={
        "flat": Threshold(
            1e-4,
            "range of a column over its size, at which it is a constant next to a bias",
            "float32 keeps 1.2e-7 of a number: 1e-4 leaves a thousand steps; chosen, not measured",
        ),
        "varied": Threshold(
            0.1,
            "deviation of a column beside it that is of a size to be learnt from",
            "weights are made for deviations of about 1; chosen, not measured",
        ),
    },
)
def nearly_constant(
    elements: Pass, columns: Columns, limits: Any, meetings: Meetings = UNKNOWN_MODEL
) -> Outcome:
    """sin(2 pi hour) of whole hours, rows divided by their length: what varied is rounded away."""
    found = _tables(elements, columns, meetings)
    each = [
        Column(table.component.path, table.name(i), table.values(i))
        for table in found
        for i in range(table.rows.shape[1])
        if len(table.values(i)) >= ROWS
    ]
    beside = any(column.values.std() > limits.varied for column in each)
    finding = _whole_turns(each) if beside else None
    for table in found:
        finding = finding or _unit_rows(table, limits.flat)
    flat = [column for column in each if _flat(column.values, limits.flat)] if beside else []
    if finding is None and flat:
        finding = _constant(flat[0])
    return finding or Passed(
        f"the range of {len(each)} columns with their size, and the lengths of rows with 1"
    )


def _tables(elements: Pass, columns: Columns, meetings: Meetings) -> List[Table]:
    out = [columns.of(component.path) for component in tables(elements, meetings)]
    return [table for table in out if table is not None and table.rows.shape[1] <= WIDEST]


def _constant(column: Column) -> Finding:
    return warn(
        f"{column.place} lies in {_span(column.values)} in all {len(column.values)} rows: to the "
        "weights it is a constant",
        expected="a column that varies",
        actual=_span(column.values),
        where=column.place,
        component=column.path,
        fix=f"look at the step that makes {column.place}; where it is a measurement, subtract its "
        "mean in float64 before the cast to float32, and divide by its deviation",
    )


def _span(values: np.ndarray) -> str:
    return f"{float(values.min()):.8g}..{float(values.max()):.8g}"


def _flat(values: np.ndarray, limit: float) -> bool:
    """Whether the values are one, give or take what float32 rounds, and not one and the same."""
    extent, size = float(np.ptp(values)), float(np.abs(values).max())
    return 0 < extent <= limit * size


def _whole_turns(columns: List[Column]) -> Optional[Finding]:
    """sin and cos of whole turns: noise around 0, and beside it 1."""
    sines = [c.place for c in columns if _noise(c.values)]
    cosines = [c.place for c in columns if np.abs(c.values - 1).max() <= ONE]
    if not sines or len(cosines) < len(sines):
        return None
    first = next(c for c in columns if c.place == sines[0])
    span = _span(first.values)
    return warn(
        f"{', '.join(sines)}: within {span} beside columns that vary by about 1, and "
        f"{', '.join(cosines)}: 1. This is sin and cos of 2 pi times whole numbers: these columns are "
        "constants and what they stand for (the hour, the month) is lost",
        expected="sin and cos that go round once in a period",
        actual=f"{span}, and 1",
        where=sines[0],
        component=first.path,
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


def _unit_rows(table: Table, limit: float) -> Optional[Finding]:
    """Rows divided by their own length, where one column is so large that it is the length."""
    values, path = table.whole, table.component.path
    if values.shape[1] < 2 or len(values) < ROWS:
        return None
    for name, order in (("length (L2 norm)", 2), ("sum (L1 norm)", 1)):
        lengths = np.linalg.norm(values, order, axis=1)
        if np.abs(lengths - 1).max() > LENGTH:
            continue
        flat = [i for i in range(values.shape[1]) if _swallows(values[:, i], limit)]
        if not flat:
            continue
        column = values[:, flat[0]]
        beside = np.delete(values, flat[0], axis=1)
        others = beside.std(axis=0)
        # Quaternions and directions are of length 1 by nature, and of both signs.
        signed = bool(((beside.min(axis=0) < 0) & (beside.max(axis=0) > 0)).any())
        return warn(
            f"every row of `{path}` has the {name} 1, and column {flat[0]} is {_span(column)} in all "
            f"{len(values)} rows: each row was divided by its own length, which is its largest column, so "
            f"that one is a constant and the others (deviations {numbers(others)}) are divided by it"
            + (", unless they are directions" if signed else ""),
            expected="columns scaled each by its own mean and deviation",
            actual=f"rows of {name} 1",
            where=path,
            component=path,
            fix="keras.layers.Normalization adapted on the training rows, or (x - x.mean(axis=0)) / "
            "x.std(axis=0); keras.utils.normalize and sklearn's Normalizer scale rows, not columns",
        )
    return None


def _swallows(values: np.ndarray, limit: float) -> bool:
    return _flat(values, limit) and float(np.abs(values).min()) > 1 - 10 * limit
