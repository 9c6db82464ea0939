"""Check: is a feature the number of its row?"""

from __future__ import annotations

from typing import Iterator, Optional, Tuple

import numpy as np

from conformance.facts.meeting import BROKEN, class_ids, matrix, meeting
from conformance.facts.pairing import Pairing
from conformance.records import Component, Contract, Pass
from conformance.registry import check
from conformance.results import Finding, warn
from conformance.wording import number

ROWS = 64  # fewer distinct numbers lie one step apart by chance
DENSE = 0.5  # share of the numbers between the least and the greatest that are there
SHIFTED = 0.1  # how far from mean 0 and deviation 1 rows that were standardised before a split are
EVEN = 0.05  # of a step, for float32 rounds
CLASSES = 50  # more target values are no classes
SORTED = 0.2  # label changes along the numbers, against those of rows in no order


@check(
    "row-number",
    group="values",
    title="no feature is the number of its row",
    after=(*BROKEN, "group:labels", "target-in-features"),
)
def row_number(
    elements: Pass, contract: Optional[Contract] = None, pairing: Optional[Pairing] = None
):
    """An index column that came along: all numbers once, and the file was sorted by class."""
    features = [c for c in elements.role("x") if meeting(contract, pairing, c.path).state != "ids"]
    if elements.examples < ROWS or (len(features) == 1 and _width(features[0]) == 1):
        return None  # a single number is all there is to predict from: a time, a position
    labels = _classes(elements)
    for component in features:
        for column, values in _columns(component):
            if not _numbers_rows(values):
                continue
            place = component.path if column is None else f"column {column} of `{component.path}`"
            span = f"{number(values.min())}..{number(values.max())}"
            whole = bool((values == np.floor(values)).all())
            details = dict(
                expected="features that say something of the example",
                actual=f"{len(values)} distinct values in {span}, one step apart",
                where=component.path,
                fix="leave the column out: read_csv(..., index_col=0), to_csv(index=False)",
            )
            follows = labels is not None and _sorted_by(values, labels)
            text = (
                f"{place} numbers the rows ({span}, each once), and the classes follow it in blocks: "
                "the model learns where in the file a row stood, which says nothing of new data"
            )
            if whole and follows:
                return Finding(text, **details)
            if not whole and follows and _standardised(values):
                return warn(f"{text}, unless it was measured on an even grid", **details)
            if not whole:
                continue  # points on an even grid: an axis of a function, as a rule
            return warn(
                f"{place} holds each whole number in {span} at most once, as the number of a row or an "
                "id does: a weight multiplies it as if it were a quantity",
                **details,
            )
    return None


def _width(component: Component) -> int:
    return int(np.prod(component.rows.shape[1:])) if component.rows is not None else 0


def _columns(component: Component) -> Iterator[Tuple[Optional[int], np.ndarray]]:
    """The columns of a table; windows, images and sequences have none."""
    rows = component.rows
    if rows is None or rows.ndim > 2 or component.kind != "dense":
        return
    values = matrix(component)
    if values is None or len(values) < ROWS:
        return
    for column in range(values.shape[1]):
        yield (column if values.shape[1] > 1 else None), values[:, column]


def _numbers_rows(values: np.ndarray) -> bool:
    """Whether the values count rows, as they are or scaled, some of them held out."""
    if not np.isfinite(values).all():
        return False
    gaps = np.diff(np.sort(values))
    if gaps.min() <= 0:
        return False
    steps = gaps / gaps.min()
    even = np.abs(steps - np.round(steps)) < EVEN
    return bool(even.all()) and len(values) >= DENSE * (np.round(steps).sum() + 1)


def _standardised(values: np.ndarray) -> bool:
    return bool(abs(values.mean()) < SHIFTED and abs(values.std() - 1) < SHIFTED)


def _classes(elements: Pass) -> Optional[np.ndarray]:
    """One class an example, where there is one target and it holds classes."""
    targets = elements.role("y")
    values = matrix(targets[0]) if len(targets) == 1 else None
    if values is None or not targets[0].integral:
        return None
    ids = class_ids(values)
    return ids if ids is not None and 1 < len(np.unique(ids)) <= CLASSES else None


def _sorted_by(values: np.ndarray, labels: np.ndarray) -> bool:
    """Whether the labels change much more seldom along the numbers than they would by chance."""
    if len(values) != len(labels):
        return False
    changes = float((np.diff(labels[np.argsort(values)]) != 0).mean())
    _, counts = np.unique(labels, return_counts=True)
    by_chance = 1.0 - float(((counts / counts.sum()) ** 2).sum())
    return changes < SORTED * by_chance
