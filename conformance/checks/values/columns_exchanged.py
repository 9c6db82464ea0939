"""Whether the columns of a table, or the channels of a picture, stand in one order in both parts."""

from __future__ import annotations

from itertools import combinations
from typing import Any, List, NamedTuple, Optional, Tuple

import numpy as np

from conformance.facts import chance
from conformance.facts.columns import kept, known, numeric
from conformance.records import Component, Pass
from conformance.registry import Threshold, check, predicate
from conformance.results import Outcome, Passed, warn
from conformance.wording import listed, number

FEWEST = (
    48  # rows of each part: with fewer, columns that differ by a deviation are hard to tell apart
)
MOST = 4000
WIDEST = 24  # columns
CHANNELS = 4  # of a picture
DISTINCT = 12  # values: flags and classes are alike by chance
ALIKE = 0.4  # log of the ratio of two deviations: half as much again


class Exchanged(NamedTuple):
    """Two columns whose values in one part are those of the other in the other."""

    path: str
    first: int
    second: int
    apart: (
        float  # log10 of the chance that a column is the same in both parts: the greater of the two
    )
    kind: str
    means: Tuple[float, ...]  # (4,): first and second in training, then in validation


@predicate(f"training and validation have no columns or channels in common, of {FEWEST} rows each")
def in_both(elements: Pass, validation: Pass) -> bool:
    """The same columns can be held against themselves in the other part."""
    return bool(_candidates(elements, validation))


@check(
    "columns-exchanged",
    group="values",
    title="columns and channels stand in one order in both parts",
    applies=(in_both,),
    phase="compared",
    after={"split-leak": "rows of one part that are in the other have the same columns"},
    limits={
        "chance": Threshold(
            chance.SURE,
            "log10 of the chance that a column is the same in both parts, below which it is another",
            "the rule for findings by statistics",
        ),
        "fits": Threshold(
            -2.0,
            "log10 of the chance that the exchanged column is the same, above which it fits",
            "chosen: one exchanged pair in a hundred is missed by it",
        ),
    },
)
def columns_exchanged(elements: Pass, validation: Pass, limits: Any) -> Outcome:
    """BGR beside RGB, a file of another table's column order: of one part alone."""
    looked = []
    for component, other in _candidates(elements, validation):
        looked.append(component.path)
        found = _found(component, other, limits)
        if found is None:
            continue
        one, two = f"{found.kind} {found.first}", f"{found.kind} {found.second}"
        means = [number(mean) for mean in found.means]
        return warn(
            f"{one} and {two} of `{found.path}` are exchanged in one part: on average they are {means[0]} and "
            f"{means[1]} in training, {means[2]} and {means[3]} in validation (the chance of one order: "
            f"{chance.text(found.apart)}), and each fits the other",
            expected="one order in both parts",
            actual=f"{one} of training is like {two} of validation, and the other way round",
            where=found.path,
            component=found.path,
            fix="bring both to one order: OpenCV reads BGR where others read RGB (`image[..., ::-1]`)"
            if found.kind == "channel"
            else "read columns by their names, in both parts: `frame[NAMES]`",
        )
    return Passed(f"the columns of {listed(looked)} in both parts")


def _candidates(elements: Pass, validation: Pass) -> List[Tuple[Component, Component]]:
    out = []
    for component in elements.role("x"):
        other = validation.component(component.path)
        if other is None or not all(_columned(c) for c in (component, other)):
            continue
        assert component.rows is not None
        assert other.rows is not None
        if component.rows.shape[-1] == other.rows.shape[-1]:
            out.append((component, other))
    return out


def _columned(component: Component) -> bool:
    rows = component.rows
    if rows is None or not (numeric(component) and known(component) and kept(component)):
        return False
    width = CHANNELS if rows.ndim == 4 else WIDEST
    return rows.ndim in (2, 4) and len(rows) >= FEWEST and 2 <= rows.shape[-1] <= width


def _values(component: Component) -> np.ndarray:
    """(rows, columns) of float64; of a picture the mean of each channel, so that a row is one draw."""
    assert component.rows is not None
    rows = component.rows[:MOST].astype(np.float64)
    return rows.mean(axis=(1, 2)) if rows.ndim == 4 else rows


def _found(component: Component, other: Component, limits: Any) -> Optional[Exchanged]:
    train, held = _values(component), _values(other)
    fine = [
        i
        for i in range(train.shape[1])
        if min(len(np.unique(part[:, i])) for part in (train, held)) >= DISTINCT
    ]
    moved = {i: chance.apart(train[:, i], held[:, i]) for i in fine}
    suspects = [i for i in fine if moved[i] < limits.chance]
    pairs = [
        (first, second)
        for first, second in combinations(suspects, 2)
        if all(
            chance.apart(train[:, i], held[:, j]) > limits.fits
            and abs(np.log(np.nanstd(train[:, i]) / np.nanstd(held[:, j]))) < ALIKE
            for i, j in ((first, second), (second, first))
        )
    ]
    # Where columns drift, some happen to fit another: then others have moved that fit none.
    if not pairs or set(suspects) != {i for pair in pairs for i in pair}:
        return None
    first, second = pairs[0]
    means = [float(np.nanmean(part[:, i])) for part in (train, held) for i in pairs[0]]
    kind = "channel" if component.rows is not None and component.rows.ndim == 4 else "column"
    apart = max(moved[first], moved[second])
    return Exchanged(component.path, first, second, apart, kind, tuple(means))
