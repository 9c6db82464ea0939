"""Check: is the answer hidden in the question?"""

from __future__ import annotations

from typing import Any, List, NamedTuple, Optional, Tuple

import numpy as np

from conformance.checks.values import _series
from conformance.facts import chance
from conformance.facts.classes import one_hot
from conformance.facts.columns import Columns, Table, known
from conformance.facts.cuts import Windows
from conformance.facts.pairing import Pairing
from conformance.records import Component, Held, Pass
from conformance.registry import Threshold, check, predicate
from conformance.results import Finding, Outcome, Passed, warn
from conformance.wording import listed

ROWS = 32  # fewer equal rows can be chance
WIDEST = 4096  # values an example beyond which positions are not compared one by one
# A target of one bit: a flag among the features equals it by chance of 2**-rows at most, but a
# feature that the target was defined from is common in toy tasks, so more rows are asked for.
TWO_VALUED_ROWS = 64
LINE = 1 - 1e-9  # correlation of a series with itself, scaled


class Found(NamedTuple):
    """Where in a component the target stands, "" for the whole; log10 of the chance of it."""

    place: str
    chance: float


def _candidates(
    elements: Pass, columns: Columns, pairing: Optional[Pairing]
) -> List[Tuple[Table, Table]]:
    """Features that the model takes, each with a target that varies over as many rows."""
    features = [c for c in elements.role("x") if _usable(c)]
    if pairing is not None and pairing.known:
        features = [c for c in features if pairing.input_of(c.path) is not None]
    out = []
    for target in elements.role("y"):
        y = columns.of(target.path) if _usable(target) and known(target) else None
        for component in features if y is not None and _varies(target) else ():
            x = columns.of(component.path)
            if x is not None and y is not None and len(x.rows) == len(y.rows):
                there = np.isfinite(y.rows).all(axis=1)
                if there.sum() >= ROWS:
                    out.append((_only(x, there), _only(y, there)))
    return out


def _only(table: Table, there: np.ndarray) -> Table:
    """The rows of which the target is known."""
    return table if there.all() else Table(table.component, table.rows[there])


@predicate(f"no feature and target of numbers come in {ROWS} rows or more")
def features_beside_targets(
    elements: Pass, columns: Columns, pairing: Optional[Pairing] = None
) -> bool:
    """Rows of x can be held against rows of y."""
    return bool(_candidates(elements, columns, pairing))


@check(
    "target-in-features",
    group="values",
    title="no feature is the target itself",
    applies=(features_beside_targets,),
    phase="compared",
    after={
        "label-is-input": "the whole input as the target contains it too, and that says more",
        "label-among-inputs": "one of the inputs is asked for; that names which",
        "target-shifted-back": "a shifted copy holds part of the target; the shift is the mistake",
    },
    limits={
        "chance": Threshold(
            chance.SURE,
            "log10 of the error probability from which a finding fails; it warns above",
            "the rule for findings by statistics",
        )
    },
)
def target_in_features(
    elements: Pass,
    columns: Columns,
    limits: Any,
    pairing: Optional[Pairing] = None,
    windows: Optional[List[Windows]] = None,
    held: Optional[Held] = None,
) -> Outcome:
    """The answer left among the columns, or in the window that ends one step late."""
    pairs = _candidates(elements, columns, pairing)
    several = len({x.component.path for x, _ in pairs}) > 1
    for x, y in pairs:
        found = _found(x, y)
        finding = _finding(x, y, found, several, limits) if found is not None else None
        if finding is None and _same_ids(x, y) and _other_ids([t for t, _ in pairs], x, y):
            finding = _copied(x.component, y.component)
        if finding is not None:
            return finding
    for one in windows or ():
        finding = _scaled(one, held, elements) if held is not None else None
        if finding is not None:
            return finding
    names = listed(dict.fromkeys(x.component.path for x, _ in pairs))
    against = listed(dict.fromkeys(y.component.path for _, y in pairs))
    return Passed(f"each position of {names} with {against} in {len(pairs[0][1].rows)} rows")


def _scaled(windows: Windows, held: Held, elements: Pass) -> Optional[Finding]:
    """The target as a step of its own window, where the windows were scaled and the target was not."""
    found = _series.target_of(windows, held, elements, range(1 - windows.steps, 1))
    if found is None:
        return None
    path, ahead, series = found
    own = series.astype(np.float64)
    lines = [abs(float(np.corrcoef(one, own).ravel()[1])) for one in _series.columns(windows)]
    if max(lines, default=0.0) < LINE:
        return None
    step = windows.steps - 1 + ahead
    return Finding(
        f"the target `{path}` is step {step} of its own window in `{windows.path}`, scaled: both are cut "
        f"from {windows.source.called} in all {len(windows.found)} windows that were looked up, so the "
        "model is given what it is asked for",
        expected=f"a target after step {windows.steps - 1}, the last of the window",
        actual=f"step {step} of {windows.steps}",
        where=windows.path,
        component=windows.path,
        fix="end each window before its target: x = series[i : i + steps], y = series[i + steps]",
    )


def _usable(component: Component) -> bool:
    rows = component.rows
    return component.kind == "dense" and rows is not None and len(rows) >= ROWS


def _varies(target: Component) -> bool:
    """Whether there are values enough that a column equal to them is no coincidence."""
    hashes = target.row_hashes
    distinct = len(np.unique(hashes)) if len(hashes) else 3
    rows = len(target.rows) if target.rows is not None else 0
    return distinct > 2 or (distinct == 2 and rows >= TWO_VALUED_ROWS)


def _same_ids(feature: Table, target: Table) -> bool:
    """Whether a sequence of ids is the target sequence itself."""
    x, y = feature.rows, target.rows
    if not feature.component.integral or not target.component.integral:
        return False
    return x.shape == y.shape and x.shape[1] > 1 and np.array_equal(x, y) and len(np.unique(y)) > 2


def _other_ids(features: List[Table], feature: Table, target: Table) -> bool:
    """Whether other ids are there to predict from, and none is the target one step late.

    A sequence autoencoder is given its target, and beside it the target late (teacher forcing).
    """
    y, several = target.rows, False
    for other in features:
        x = other.rows
        if other.component is feature.component or not other.component.integral:
            continue
        if len(np.unique(x)) < 3:
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
        component=component.path,
        fix=f"`{component.path}` = concat([start, target[:, :-1]], axis=1)",
    )


def _found(feature: Table, target: Table) -> Optional[Found]:
    """Where in the component the whole target stands in every row; None if nowhere."""
    x, y, component = feature.rows, target.rows, feature.component
    _, counts = np.unique(y, axis=0, return_counts=True)
    if len(counts) < 2 or (len(counts) == 2 and len(y) < TWO_VALUED_ROWS):
        return None
    # The target's values in one order of all they can have, at any of the positions.
    by_chance = float(np.log10(x.shape[1])) - chance.arrangements(counts.tolist())
    answer = _as_number(y)
    for form in [y] if answer is None else [y, answer]:
        width = form.shape[1]
        if width < x.shape[1] <= WIDEST:
            found = _slice(component, x, form)
            if found is not None:
                return Found(found, by_chance)
        if width == 1 and x.shape[1] == 1 and np.array_equal(x, form):
            return Found("", by_chance)
    block = _one_hot_block(x, y if answer is None else answer)
    return None if block is None else Found(block, by_chance)


def _as_number(y: np.ndarray) -> Optional[np.ndarray]:
    """A one-hot target as class numbers."""
    ids = one_hot(y) if y.shape[1] > 1 else None
    return None if ids is None else ids.astype(np.float64)[:, None]


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


def _finding(x: Table, y: Table, found: Found, several: bool, limits: Any) -> Optional[Finding]:
    path, target, rows = x.component.path, y.component.path, len(x.rows)
    by_chance = f"in all {rows} rows looked at (by chance: {chance.text(found.chance)})"
    if found.place == "":
        if not several:
            return None  # the identity: an autoencoder of one number, or a toy
        return warn(
            f"`{path}` equals the target `{target}` {by_chance}: unless "
            "the model is meant to be given the answer, it will learn to copy it",
            expected="features known before the target is",
            actual=f"`{path}` == `{target}`",
            where=path,
            component=path,
            fix=f"remove `{path}` from the features",
        )
    return Finding(
        f"{found.place} of `{path}` equals the target `{target}` {by_chance}: "
        "the model copies the answer, scores near perfectly here and fails on new data",
        status="fail" if found.chance < limits.chance else "warn",
        expected="features known before the target is",
        actual=f"`{path}` contains `{target}`",
        where=f"{path}, {found.place}",
        component=path,
        fix=f"leave the target out of `{path}`: pop its column, or end the window before the "
        "step to be predicted",
    )
