"""Whether no feature is the same in every example."""

from __future__ import annotations

from typing import Any, List, Optional

import numpy as np

from conformance.facts.applicability import least_examples
from conformance.facts.pairing import Pairing
from conformance.facts.reading import whole
from conformance.records import Component, Contract, Pass
from conformance.registry import Threshold, check, predicate
from conformance.results import Finding, Outcome, Passed, warn
from conformance.wording import listed, number

ROWS = 200  # of a table: with fewer a measured number may seem to have one value
COLUMNS, WIDEST = 4, 128  # of a table that is looked at column by column
ENOUGH = 8  # examples: eight draws of a fair coin agree 1 time in 128


def _features(elements: Pass, pairing: Optional[Pairing]) -> List[Component]:
    """The features that an input takes, each row of which was hashed."""
    features = [
        c
        for c in elements.role("x")
        if len(c.row_hashes) == elements.examples and len(_hashes(c)) >= ENOUGH
    ]
    if pairing is not None and pairing.known:
        return [c for c in features if pairing.input_of(c.path) is not None]
    return features


@predicate(f"no component of x with {ENOUGH} examples that are free of NaN goes to the model")
def features_taken(elements: Pass, pairing: Optional[Pairing] = None) -> bool:
    """There is a feature that the model can use."""
    return bool(_features(elements, pairing))


@predicate("the model's own train_step makes its data from nothing, so it needs no feature")
def features_needed(elements: Pass, contract: Optional[Contract] = None) -> bool:
    """A step of its own without targets may draw what it trains on."""
    return contract is None or not contract.custom_train_step or bool(elements.role("y"))


@check(
    "constant-feature",
    group="values",
    title="no feature is the same in every example",
    applies=(least_examples(ENOUGH), features_taken, features_needed, whole),
    phase="compared",
    limits={
        "measured": Threshold(
            0.8,
            "share of the columns of a table that hold measured numbers, from which on a column of one "
            "value is out of place; among flags and one-hot columns one that never comes is common",
            "chosen; pictures laid flat, whose borders never vary, lie far below it",
        ),
    },
)
def constant_feature(elements: Pass, limits: Any, pairing: Optional[Pairing] = None) -> Outcome:
    """A failed lookup, a cast or a default value: every row holds the same."""
    features = _features(elements, pairing)
    constant = [c for c in features if _constant(c)]
    if features and len(constant) == len(features):
        return _nothing_to_learn(constant[0], elements)
    # Masks, segment ids and positions are alike in every example by design.
    odd = [c for c in constant if not (c.integral and c.dtype.startswith(("int", "uint", "bool")))]
    if not odd:
        for component in features:
            lost = _lost_columns(component, limits.measured)
            if lost:
                return _columns_lost(component, lost)
        return Passed(
            f"the {elements.examples} examples of {listed(c.path for c in features)}, each feature "
            "by itself"
        )
    component = odd[0]
    return warn(
        f"`{component.path}` is {_value(component)} in {_examples(component)}: it tells "
        "the model nothing",
        expected="a feature that varies",
        actual=_value(component),
        where=component.path,
        component=component.path,
        fix=f"check the step that makes `{component.path}`, or drop it",
    )


def _lost_columns(component: Component, measured: float) -> List[int]:
    """The columns of one value in a table whose other columns hold measured numbers."""
    rows = component.rows
    if rows is None or rows.ndim != 2 or rows.dtype.kind != "f" or len(rows) < ROWS:
        return []
    if not COLUMNS <= rows.shape[1] <= WIDEST:
        return []
    fine = rows[np.isfinite(rows).all(axis=1)]
    if len(fine) < ROWS:
        return []
    distinct = np.array([len(np.unique(column)) for column in fine.T])
    lost = np.flatnonzero(distinct == 1)
    return lost.tolist() if (distinct > len(fine) / 2).mean() >= measured else []


def _columns_lost(component: Component, lost: List[int]) -> Finding:
    rows = component.rows
    assert rows is not None
    values = [number(float(rows[0, place])) for place in lost]
    one = len(lost) == 1
    return warn(
        f"{'column' if one else 'columns'} {', '.join(map(str, lost))} of `{component.path}` "
        f"{'is' if one else 'are'} {', '.join(values)} in all {len(rows)} rows, among columns of measured "
        f"numbers: {'it tells' if one else 'they tell'} the model nothing",
        expected="columns that vary",
        actual=", ".join(values),
        where=f"column {lost[0]} of {component.path}",
        component=component.path,
        fix="look at the step that makes the column: a join that finds no partner, a default for a name "
        "that is misspelled, a unit that rounds all to one; or drop it",
    )


def _constant(component: Component) -> bool:
    hashes = _hashes(component)
    return bool((hashes == hashes[0]).all())


def _hashes(component: Component) -> np.ndarray:
    """One a row, without the rows that hold NaN or infinity; empty where these are not known."""
    hashes, rows = component.row_hashes, component.rows
    if not component.nan + component.inf:
        return hashes
    if rows is None or rows.dtype.kind != "f" or len(rows) != len(hashes):
        return hashes[:0]
    return hashes[np.isfinite(rows.reshape(len(rows), -1)).all(axis=1)]


def _examples(component: Component) -> str:
    found = f"all {len(_hashes(component))} examples"
    return f"{found} that hold no NaN" if component.nan + component.inf else found


def _value(component: Component) -> str:
    if component.values and len(component.values) == 1:
        return number(next(iter(component.values)))
    return "one and the same array"


def _nothing_to_learn(component: Component, elements: Pass) -> Finding:
    """One input for all: a failure where it stands for different targets, which no model can tell apart."""
    looked_up = component.integral and component.values and set(component.values) <= {0, 1}
    cause = (
        "a lookup whose vocabulary knows none of the values gives one index for all of them "
        "(case, spaces, type), and a cast of 0..1 to an integer type gives 0"
        if looked_up
        else "a cast, a clip, a slice or a default value may have removed what varied"
    )
    answers = max((len(np.unique(c.row_hashes)) for c in elements.role("y")), default=0)
    asked = f" for {answers} different targets" if answers > 1 else ""
    return Finding(
        f"`{component.path}` is {_value(component)} in {_examples(component)}, and there is no "
        f"other feature: every prediction will be the same{asked}",
        status="fail" if answers > 1 else "warn",
        expected="a feature that varies",
        actual=_value(component),
        where=component.path,
        component=component.path,
        fix=f"check the step that makes `{component.path}`: {cause}",
    )
