"""Whether each column of a table is scaled by its own mean and deviation."""

from __future__ import annotations

from typing import Any, List, Tuple

import numpy as np

from conformance.checks.values._tables import tables
from conformance.facts import chance
from conformance.facts.columns import Columns, nearly_standardised, standardised
from conformance.facts.meeting import UNKNOWN_MODEL, Meetings
from conformance.facts.reading import whole
from conformance.records import Pass
from conformance.registry import Threshold, check, predicate
from conformance.results import Finding, Outcome, Passed
from conformance.wording import number

FEWEST, WIDEST = 3, 16
# Deviations that a narrow column lies off 0 (those of a rotation, PCA, lie at 0), and how far it does where
# one column is the size of all: 1 / sqrt(columns - 1) as a rule.
OFFSET, ASIDE = 3.0, 0.05
MODE = 0.5  # share of rows with one value, from which a column is a flag or an empty pixel


def _candidates(
    elements: Pass, columns: Columns, meetings: Meetings
) -> List[Tuple[str, np.ndarray]]:
    """Path and rows of the tables of a few columns that have mean 0 and deviation 1 as a whole."""
    out = []
    for component in tables(elements, meetings):
        table = columns.of(component.path)
        if table is None or not FEWEST <= table.rows.shape[1] <= WIDEST:
            continue
        if nearly_standardised(float(table.rows.mean()), float(table.rows.std())):
            out.append((component.path, table.rows))
    return out


@predicate(
    f"no table of {FEWEST} to {WIDEST} columns that a weight meets has mean 0 and deviation 1 as a whole"
)
def scaled_table(elements: Pass, columns: Columns, meetings: Meetings = UNKNOWN_MODEL) -> bool:
    """A wider row that is scaled as one may be a spectrum or a curve, whose form counts."""
    return bool(_candidates(elements, columns, meetings))


@check(
    "columns-scaled-as-one",
    group="values",
    title="each column of a table is scaled by its own mean and deviation",
    applies=(whole, scaled_table),
    phase="compared",
    limits={
        "narrow": Threshold(
            0.01,
            "deviation over the largest below which a column is nothing beside it",
            "chosen: a weight would have to be 100 times those beside it; not measured",
        ),
        "apart": Threshold(
            100.0,
            "largest deviation over the smallest from which columns were measured in other units",
            "the counterpart of narrow; chosen, not measured",
        ),
        "chance": Threshold(
            chance.SURE,
            "log10 of the error probability from which a finding fails; it warns above",
            "the rule for findings by statistics",
        ),
    },
)
def columns_scaled_as_one(
    elements: Pass, columns: Columns, limits: Any, meetings: Meetings = UNKNOWN_MODEL
) -> Outcome:
    """`np.mean(x)` without an axis: one number, which the largest column makes."""
    looked = []
    for path, values in _candidates(elements, columns, meetings):
        looked.append(f"{values.shape[1]} columns of `{path}`")
        deviations = values.std(axis=0)
        narrow = _narrow(values, deviations, limits)
        if 2 * len(narrow) < values.shape[1] or len(narrow) < 2:
            continue
        exact = standardised([values.reshape(-1, 1)])
        sure = exact is not None and exact < limits.chance
        widest = int(np.argmax(deviations))
        by_chance = f" (by chance: {chance.text(exact)})" if exact is not None else ""
        return Finding(
            f"`{path}` has mean {number(values.mean())} and deviation {number(values.std())} as a "
            f"whole{by_chance}, and {len(narrow)} of its {values.shape[1]} columns (column {narrow[0]}: "
            f"{number(values[:, narrow[0]].mean())}, deviation {number(deviations[narrow[0]])}) vary by less "
            f"than {limits.narrow:.0%} of column {widest} ({number(deviations[widest])}): the table was "
            "scaled by one mean and one deviation, and these columns are constants to the weights",
            status="fail" if sure else "warn",
            expected="mean 0 and deviation 1 in each column",
            actual=f"deviations from {number(min(deviations[narrow]))} to {number(max(deviations))}",
            where=path,
            component=path,
            fix="x.mean(axis=0) and x.std(axis=0) of the training rows, or keras.layers.Normalization",
        )
    return Passed(f"the deviations of {', '.join(looked)}, scaled as a whole, with one another")


def _narrow(values: np.ndarray, deviations: np.ndarray, limits: Any) -> List[int]:
    """The columns that are nothing beside the largest: measured ones, all to one side of 0."""
    most = float(deviations.max())
    means = values.mean(axis=0)
    out = []
    for i, deviation in enumerate(deviations):
        if not 0 < deviation < limits.narrow * most or abs(means[i]) < max(
            ASIDE, OFFSET * deviation
        ):
            continue
        if max(np.unique(values[:, i], return_counts=True)[1]) < MODE * len(values):
            out.append(i)
    varied = deviations[deviations > 0]
    apart = len(varied) > 0 and most > limits.apart * float(varied.min())
    return out if apart and len({bool(means[i] > 0) for i in out}) == 1 else []
