"""Check: does a code for "missing" go in as if it were a measurement?"""

from __future__ import annotations

from typing import Any, List, NamedTuple, Optional, Tuple

import numpy as np

from conformance.facts.applicability import numbers_known
from conformance.facts.columns import SAMPLE, Columns, Table, measured
from conformance.facts.fresh_loss import HARMFUL, UNMEASURED, FreshLoss, consequence
from conformance.facts.images import image_of
from conformance.facts.meeting import UNKNOWN_MODEL, Meetings
from conformance.records import Component, Contract, Pass
from conformance.registry import Threshold, check, predicate
from conformance.results import Finding, Outcome, Passed
from conformance.wording import listed, number


class Coded(NamedTuple):
    """A value of a column that lies far off: how often it is there, and the range of all others."""

    column: int
    code: float
    times: int
    low: float
    high: float


def _candidates(elements: Pass, meetings: Meetings) -> List[Component]:
    """The features that hold measurements: no images, and no ids that are looked up."""
    return [
        c
        for c in measured(elements)
        if image_of(c) is None and meetings.of(c.path).state not in ("ids", "unused")
    ]


@predicate("x holds no measurements: only images, ids, text or what the model does not use")
def measurements(elements: Pass, meetings: Meetings = UNKNOWN_MODEL) -> bool:
    """A feature may have missing values that a code stands for."""
    return bool(_candidates(elements, meetings))


@predicate("the model masks steps, which may be those of the code")
def no_masking(contract: Optional[Contract] = None) -> bool:
    """No Masking layer is there to leave out what is missing."""
    return contract is None or not any(f.type == "Masking" for f in contract.layers)


@check(
    "missing-value-codes",
    group="values",
    title="no code for a missing value goes in as a number",
    applies=(no_masking, numbers_known, measurements),
    phase="compared",
    limits={
        "away": Threshold(
            20.0,
            "a code lies this many times the range of all other values away from them",
            "chosen: no tail of a measured quantity repeats one value so far off; not measured",
        ),
        "rows": Threshold(
            3, "as often is the code there at least: once or twice is an outlier", "chosen"
        ),
        "values": Threshold(
            10, "other values of the column: fewer are categories or a flag", "chosen"
        ),
        "harmful": HARMFUL,
    },
)
def missing_value_codes(
    elements: Pass,
    columns: Columns,
    limits: Any,
    meetings: Meetings = UNKNOWN_MODEL,
    fresh_loss: FreshLoss = UNMEASURED,
) -> Outcome:
    """-999 where nothing was measured: a weight multiplies it as if it were a number."""
    looked = _candidates(elements, meetings)
    for component in looked:
        table = columns.of(component.path)
        found = _coded(table, limits) if table is not None else None
        if found is None:
            continue
        finding = _finding(component, found)
        ratio = fresh_loss.before
        if meetings.of(component.path).state == "raw" and (ratio or 0.0) >= limits.harmful:
            finding.status = "fail"
            finding.message += consequence(fresh_loss, ratio)
        return finding
    return Passed(
        f"the ends of each column of {listed(c.path for c in looked)} with all other values"
    )


def _coded(table: Table, limits: Any) -> Optional[Coded]:
    """The first column whose greatest or least value stands far off the rest, again and again."""
    values = table.columns
    for sign in (1.0, -1.0):
        for column in _far_off(sign * values, limits):
            fine = values[np.isfinite(values[:, column]), column]
            code = sign * float((sign * fine).max())
            rest = fine[fine != code]
            if len(np.unique(rest[:SAMPLE])) >= limits.values:
                count = len(fine) - len(rest)
                return Coded(column, code, count, float(rest.min()), float(rest.max()))
    return None


def _far_off(values: np.ndarray, limits: Any) -> List[int]:
    """Columns whose greatest value comes several times, in the lesser part of rows, and far above."""
    fine = np.isfinite(values)
    top = np.where(fine, values, -np.inf).max(axis=0)
    hits = fine & (values == top)
    count = hits.sum(axis=0)
    rest = np.where(fine & ~hits, values, -np.inf).max(axis=0)
    least = np.where(fine, values, np.inf).min(axis=0)
    with np.errstate(invalid="ignore"):
        far = top - rest > limits.away * np.maximum(rest - least, 1e-12)
    few = (count >= limits.rows) & (2 * count <= fine.sum(axis=0)) & np.isfinite(rest)
    return [int(column) for column in np.flatnonzero(far & few)]


def _finding(component: Component, found: Coded) -> Finding:
    code, where = number(found.code), component.path
    at = _first(component, found.code)
    if at is not None:
        where = f"{component.path}, batch {at[0]}, example {at[1]} of the pass"
    return Finding(
        f"column {found.column} of `{component.path}` holds {code} {found.times} times while all its "
        f"other values lie in {number(found.low)}..{number(found.high)}: a code for a missing value "
        "would outweigh every number",
        status="warn",
        expected="missing values replaced or masked",
        actual=f"{code} in {found.times} rows",
        where=where,
        component=component.path,
        fix=f"replace {code} in `{component.path}` (the training mean, plus a 0/1 column that "
        "says it was missing) before it is scaled",
    )


def _first(component: Component, code: float) -> Optional[Tuple[int, int]]:
    """(batch, example of the pass) that holds the code first."""
    if component.rows is None or component.row_batches is None:
        return None
    row = int(np.argwhere(component.rows == code)[0][0])
    return int(component.row_batches[row]), row
