"""Check: is a feature the number of its row?"""

from __future__ import annotations

from typing import Any, Dict, List, NamedTuple, Optional

import numpy as np

from conformance.facts import chance
from conformance.facts.applicability import numbers_known
from conformance.facts.classes import Classes
from conformance.facts.columns import Columns, Table, measured, nearly_standardised
from conformance.facts.meeting import UNKNOWN_MODEL, Meetings
from conformance.records import Component, Pass
from conformance.registry import Threshold, check, predicate
from conformance.results import Finding, Outcome, Passed, warn
from conformance.wording import listed, number

ROWS = 64  # fewer distinct numbers lie one step apart by chance
EVEN = 0.05  # of a step, for float32 rounds
CLASSES = 50  # more target values are no classes


class Follows(NamedTuple):
    """How seldom classes change along a column: share of what is usual, log10 of the chance."""

    share: float
    chance: float


def _candidates(elements: Pass, meetings: Meetings) -> List[Component]:
    """The tables among the features; windows, images and sequences have no columns."""
    features = [c for c in measured(elements) if meetings.of(c.path).state != "ids"]
    if len(elements.role("x")) == 1 and len(features) == 1 and _width(features[0]) == 1:
        return []  # a single number is all there is to predict from: a time, a position
    return [c for c in features if c.rows is not None and c.rows.ndim <= 2 and len(c.rows) >= ROWS]


@predicate(f"x holds no table of {ROWS} rows or more, beside which something else is given")
def numbered_tables(elements: Pass, meetings: Meetings = UNKNOWN_MODEL) -> bool:
    """A column may have come along that says nothing of the example."""
    return bool(_candidates(elements, meetings))


@check(
    "row-number",
    group="values",
    title="no feature is the number of its row",
    applies=(numbers_known, numbered_tables),
    phase="compared",
    after={"target-in-features": "the number is the target itself; that says what to leave out"},
    limits={
        "dense": Threshold(
            0.5,
            "share of the numbers between the least and the greatest that are there",
            "half of the rows may be held out; chosen, not measured",
        ),
        "changes": Threshold(
            0.2,
            "label changes along the numbers, over those of rows in no order",
            "the effect size beside the error probability; chosen, not measured",
        ),
        "chance": Threshold(
            chance.SURE,
            "log10 of the error probability from which a finding fails; it warns above",
            "the rule for findings by statistics",
        ),
    },
)
def row_number(
    elements: Pass,
    columns: Columns,
    classes: Classes,
    limits: Any,
    meetings: Meetings = UNKNOWN_MODEL,
) -> Outcome:
    """An index column that came along: all numbers once, and the file was sorted by class."""
    looked = _candidates(elements, meetings)
    labels = _classes(elements, classes)
    for component in looked:
        table = columns.of(component.path)
        for column in range(table.rows.shape[1]) if table is not None else ():
            assert table is not None
            values = table.values(column)
            if len(values) >= ROWS and _numbers_rows(values, limits.dense):
                follows = _follows(table.rows[:, column], labels)
                found = _finding(table, column, follows, limits)
                if found is not None:
                    return found
    return Passed(
        f"the steps between the numbers of each column of {listed(c.path for c in looked)}"
    )


def _finding(
    table: Table, column: int, follows: Optional[Follows], limits: Any
) -> Optional[Finding]:
    values, path = table.values(column), table.component.path
    place = table.name(column) if table.rows.shape[1] > 1 else path
    span = f"{number(values.min())}..{number(values.max())}"
    whole = bool((values == np.floor(values)).all())
    details: Dict[str, Any] = dict(
        expected="features that say something of the example",
        actual=f"{len(values)} distinct values in {span}, one step apart",
        where=path,
        component=path,
        fix="leave the column out: read_csv(..., index_col=0), to_csv(index=False)",
    )
    if follows is not None and follows.share < limits.changes:
        text = (
            f"{place} numbers the rows ({span}, each once), and the classes follow it in blocks (in random "
            f"order: {chance.text(follows.chance)}): "
            "the model learns where in the file a row stood, which says nothing of new data"
        )
        if whole:
            sure = follows.chance < limits.chance
            return Finding(text, status="fail" if sure else "warn", **details)
        if nearly_standardised(float(values.mean()), float(values.std())):
            return warn(f"{text}, unless it was measured on an even grid", **details)
    if not whole:
        return None  # points on an even grid: an axis of a function, as a rule
    return warn(
        f"{place} holds each whole number in {span} at most once, as the number of a row or an "
        "id does: a weight multiplies it as if it were a quantity",
        **details,
    )


def _width(component: Component) -> int:
    return int(np.prod(component.rows.shape[1:])) if component.rows is not None else 0


def _numbers_rows(values: np.ndarray, dense: float) -> bool:
    """Whether the values count rows, as they are or scaled, some of them held out."""
    gaps = np.diff(np.sort(values))
    if gaps.min() <= 0:
        return False
    steps = gaps / gaps.min()
    even = np.abs(steps - np.round(steps)) < EVEN
    return bool(even.all()) and len(values) >= dense * (np.round(steps).sum() + 1)


def _classes(elements: Pass, classes: Classes) -> Optional[np.ndarray]:
    """One class an example, where there is one target and it holds classes."""
    targets = elements.role("y")
    ids = classes.get(targets[0].path) if len(targets) == 1 else None
    return ids if ids is not None and 1 < len(np.unique(ids)) <= CLASSES else None


def _follows(values: np.ndarray, labels: Optional[np.ndarray]) -> Optional[Follows]:
    """How seldom labels change along the numbers; None where there are none to follow."""
    if labels is None or len(values) != len(labels):
        return None
    there = np.isfinite(values)
    values, labels = values[there], labels[there]
    ordered = labels[np.argsort(values)]
    _, counts = np.unique(ordered, return_counts=True)
    usual = 1.0 - float(((counts / counts.sum()) ** 2).sum())
    changes = float((np.diff(ordered) != 0).mean())
    return Follows(changes / usual, _of_largest(ordered))


def _of_largest(ordered: np.ndarray) -> float:
    """log10 of the chance that rows of the commonest class stand in so few runs."""
    found, counts = np.unique(ordered, return_counts=True)
    members = ordered == found[int(np.argmax(counts))]
    runs = 1 + int((np.diff(members.astype(int)) != 0).sum())
    return chance.few_runs(int(members.sum()), int((~members).sum()), runs)
