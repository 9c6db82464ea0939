"""Check: is the answer hidden in the question?"""

from __future__ import annotations

from typing import List, Optional

import numpy as np

from conformance.facts.meeting import BROKEN, matrix
from conformance.facts.pairing import Pairing
from conformance.records import Component, Pass
from conformance.registry import check
from conformance.results import Finding, warn

ROWS = 32  # fewer equal rows can be chance
WIDEST = 4096  # values an example beyond which positions are not compared one by one
# A target of one bit: a flag among the features equals it by chance of 2**-rows at most, but a
# feature that the target was defined from is common in toy tasks, so more rows are asked for.
TWO_VALUED_ROWS = 64


@check(
    "target-in-features",
    group="values",
    title="no feature is the target itself",
    after=(*BROKEN, "group:labels"),
)
def target_in_features(elements: Pass, pairing: Optional[Pairing] = None):
    features = [c for c in elements.role("x") if _usable(c)]
    if pairing is not None and pairing.known:
        features = [c for c in features if pairing.input_of(c.path) is not None]
    for target in elements.role("y"):
        if not _usable(target):
            continue
        for component in features:
            found = _found(component, target)
            if found is not None:
                return _finding(component, target, found, several=len(features) > 1)
            if _same_ids(component, target) and _other_ids(features, component, target):
                return _copied(component, target)
    return None


def _same_ids(component: Component, target: Component) -> bool:
    """Whether a sequence of ids is the target sequence itself."""
    x, y = matrix(component), matrix(target)
    if x is None or y is None or not component.integral or not target.integral:
        return False
    return x.shape == y.shape and x.shape[1] > 1 and np.array_equal(x, y) and len(np.unique(y)) > 2


def _other_ids(features: List[Component], component: Component, target: Component) -> bool:
    """Whether other ids are there to predict from, and none is the target one step late.

    A sequence autoencoder is given its target, and beside it the target late (teacher forcing).
    """
    y, several = matrix(target), False
    for other in features:
        x = matrix(other)
        if other is component or x is None or not other.integral or len(np.unique(x)) < 3:
            continue
        if x.shape == y.shape and np.array_equal(x[:, 1:], y[:, :-1]):
            return False
        several = True
    return several


def _copied(component: Component, target: Component) -> Finding:
    return Finding(
        f"`{component.path}` is the target `{target.path}` at every step: the model copies its input, and "
        "at prediction time this input does not exist",
        expected="the target one step late (a start id, then target[:, :-1])",
        actual=f"`{component.path}` == `{target.path}`",
        where=component.path,
        fix=f"`{component.path}` = concat([start, target[:, :-1]], axis=1)",
    )


def _usable(component: Component) -> bool:
    return component.kind == "dense" and component.rows is not None and len(component.rows) >= ROWS


def _found(component: Component, target: Component) -> Optional[str]:
    """Where in the component the whole target stands in every row: "column 3"; None if nowhere."""
    x, y = matrix(component), matrix(target)
    if x is None or y is None or len(x) != len(y) or not np.isfinite(y).all():
        return None
    distinct = len(np.unique(y, axis=0))
    if distinct < 2 or (distinct == 2 and len(y) < TWO_VALUED_ROWS):
        return None
    answer = _as_number(y)
    forms = [y] if answer is None else [y, answer]
    for form in forms:
        width = form.shape[1]
        if width < x.shape[1] <= WIDEST:
            found = _slice(component, x, form)
            if found is not None:
                return found
        if width == 1 and x.shape[1] == 1 and np.array_equal(x, form):
            return ""
    one_hot = _one_hot_block(x, y if answer is None else answer)
    return one_hot


def _as_number(y: np.ndarray) -> Optional[np.ndarray]:
    """A one-hot target as class numbers."""
    if y.shape[1] < 2 or not np.isin(y, (0, 1)).all() or not (y.sum(axis=1) == 1).all():
        return None
    return y.argmax(axis=1).astype(np.float64)[:, None]


def _slice(component: Component, x: np.ndarray, form: np.ndarray) -> Optional[str]:
    """A run of neighbouring values, or of one channel's steps, that equals ``form``."""
    width = form.shape[1]
    for start in _starts(x, form):
        if np.array_equal(x[:, start : start + width], form):
            last = start + width - 1
            if width == 1:
                return f"position {_place(component, start)}"
            return f"positions {_place(component, start)} to {_place(component, last)}"
    rows = component.rows
    if rows is None or rows.ndim != 3 or width == 1:
        return None
    for channel in range(rows.shape[2]):
        line = rows[:, :, channel].astype(np.float64)
        for start in _starts(line, form):
            if np.array_equal(line[:, start : start + width], form):
                return f"steps {start} to {start + width - 1} of channel {channel}"
    return None


def _place(component: Component, position: int) -> str:
    """A position in one flattened example as its index."""
    shape = component.rows.shape[1:] if component.rows is not None else ()
    if len(shape) < 2:
        return str(position)
    return str(tuple(int(i) for i in np.unravel_index(position, shape)))


def _starts(x: np.ndarray, form: np.ndarray) -> np.ndarray:
    """Where a run may begin: its first value agrees in every row."""
    room = x.shape[1] - form.shape[1] + 1
    if room < 1:
        return np.zeros(0, int)
    return np.flatnonzero((x[:, :room] == form[:, :1]).all(axis=0))


def _one_hot_block(x: np.ndarray, numbers: np.ndarray) -> Optional[str]:
    """A block of columns that is the class number's one-hot form."""
    if numbers.shape[1] != 1 or not (numbers == np.floor(numbers)).all() or numbers.min() < 0:
        return None
    classes = int(numbers.max()) + 1
    if not 3 <= classes < x.shape[1] <= WIDEST:
        return None
    hot = np.zeros((len(x), classes))
    hot[np.arange(len(x)), numbers[:, 0].astype(int)] = 1
    for start in _starts(x, hot):
        if np.array_equal(x[:, start : start + classes], hot):
            return f"positions {start} to {start + classes - 1} (one-hot)"
    return None


def _finding(
    component: Component, target: Component, found: str, *, several: bool
) -> Optional[Finding]:
    rows = len(component.rows) if component.rows is not None else 0
    if found == "":
        if not several:
            return None  # the identity: an autoencoder of one number, or a toy
        return warn(
            f"`{component.path}` equals the target `{target.path}` in all {rows} rows looked at: unless "
            "the model is meant to be given the answer, it will learn to copy it",
            expected="features known before the target is",
            actual=f"`{component.path}` == `{target.path}`",
            where=component.path,
            fix=f"remove `{component.path}` from the features",
        )
    return Finding(
        f"{found} of `{component.path}` equals the target `{target.path}` in all {rows} rows looked at: "
        "the model copies the answer, scores near perfectly here and fails on new data",
        expected="features known before the target is",
        actual=f"`{component.path}` contains `{target.path}`",
        where=f"{component.path}, {found}",
        fix=f"leave the target out of `{component.path}`: pop its column, or end the window before the "
        "step to be predicted",
    )
