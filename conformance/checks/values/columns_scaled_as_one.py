"""Whether each column of a table is scaled by its own mean and deviation."""

from __future__ import annotations

from typing import Any, List, Tuple

import numpy as np

from conformance.checks.values._tables import tables
from conformance.facts import chance
from conformance.facts.applicability import numbers_known
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
) -> List[Tuple[str, List[np.ndarray]]]:
    """Path and columns of the tables of a few columns that have mean 0 and deviation 1 as a whole.

    A column is its finite values.
    """
    out = []
    for component in tables(elements, meetings):
        table = columns.of(component.path)
        if table is None or not FEWEST <= table.rows.shape[1] <= WIDEST:
            continue
        each = [table.values(i) for i in range(table.rows.shape[1])]
        each = [column if len(column) else np.zeros(1) for column in each]
        every = np.concatenate(each)
        if nearly_standardised(float(every.mean()), float(every.std())):
            out.append((component.path, each))
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
    applies=(whole, numbers_known, scaled_table),
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
    for path, each in _candidates(elements, columns, meetings):
        looked.append(f"{len(each)} columns of `{path}`")
        deviations = np.array([column.std() for column in each])
        narrow = _narrow(each, deviations, limits)
        if 2 * len(narrow) < len(each) or len(narrow) < 2:
            continue
        every = np.concatenate(each)
        exact = standardised([every[:, None]])
        sure = exact is not None and exact < limits.chance
        widest = int(np.argmax(deviations))
        by_chance = f" (by chance: {chance.text(exact)})" if exact is not None else ""
        return Finding(
            f"`{path}` has mean {number(every.mean())} and deviation {number(every.std())} as a "
            f"whole{by_chance}, and {len(narrow)} of its {len(each)} columns (column {narrow[0]}: "
            f"{number(each[narrow[0]].mean())}, deviation {number(deviations[narrow[0]])}) vary by less "
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


def _narrow(each: List[np.ndarray], deviations: np.ndarray, limits: Any) -> List[int]:
    """The columns that are nothing beside the largest: measured ones, all to one side of 0."""
    most = float(deviations.max())
    means = [float(column.mean()) for column in each]
    out = []
    for i, deviation in enumerate(deviations):
        if not 0 < deviation < limits.narrow * most or abs(means[i]) < max(
            ASIDE, OFFSET * deviation
        ):
            continue
        if max(np.unique(each[i], return_counts=True)[1]) < MODE * len(each[i]):
            out.append(i)
    varied = deviations[deviations > 0]
    apart = len(varied) > 0 and most > limits.apart * float(varied.min())
    return out if apart and len({bool(means[i] > 0) for i in out}) == 1 else []
