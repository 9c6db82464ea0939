"""Whether each column of a table is scaled by its own mean and deviation."""

from __future__ import annotations

from typing import List, Optional

import numpy as np

from conformance.checks.values._tables import tables
from conformance.facts.meeting import BROKEN, matrix
from conformance.facts.pairing import Pairing
from conformance.records import Contract, Pass
from conformance.registry import check
from conformance.results import Finding
from conformance.wording import number

MEASURED = (
    16  # columns: a wider row that is scaled as one may be a spectrum or a curve, whose form counts
)
WHOLE = 0.1  # miss of mean 0 and deviation 1 over the whole table
NARROW = 0.01  # deviation over the largest, below which a column is nothing beside it
APART = 100.0  # largest deviation over the smallest
# Deviations that a narrow column lies off 0 (those of a rotation, PCA, lie at 0), and how far it does where
# one column is the size of all: 1 / sqrt(columns - 1) as a rule.
OFFSET, ASIDE = 3.0, 0.05
MODE = 0.5  # share of rows with one value, from which a column is a flag or an empty pixel


@check(
    "columns-scaled-as-one",
    group="values",
    title="each column of a table is scaled by its own mean and deviation",
    after=(*BROKEN, "not-finite", "unscaled", "scaled-twice", "nearly-constant"),
)
def columns_scaled_as_one(
    elements: Pass, contract: Optional[Contract] = None, pairing: Optional[Pairing] = None
):
    """`np.mean(x)` without an axis: one number, which the largest column makes."""
    if not elements.complete:
        return None
    for component in tables(elements, contract, pairing):
        values = matrix(component)
        if values is None or not 3 <= values.shape[1] <= MEASURED or not np.isfinite(values).all():
            continue
        if abs(values.mean()) > WHOLE or abs(values.std() - 1) > WHOLE:
            continue
        deviations = values.std(axis=0)
        narrow = _narrow(values, deviations)
        if 2 * len(narrow) < values.shape[1] or len(narrow) < 2:
            continue
        widest = int(np.argmax(deviations))
        return Finding(
            f"`{component.path}` has mean {number(values.mean())} and deviation {number(values.std())} as a "
            f"whole, and {len(narrow)} of its {values.shape[1]} columns (column {narrow[0]}: "
            f"{number(values[:, narrow[0]].mean())}, deviation {number(deviations[narrow[0]])}) vary by less "
            f"than {NARROW:.0%} of column {widest} ({number(deviations[widest])}): the table was scaled by "
            "one mean and one deviation, and these columns are constants to the weights",
            expected="mean 0 and deviation 1 in each column",
            actual=f"deviations from {number(min(deviations[narrow]))} to {number(max(deviations))}",
            where=component.path,
            fix="x.mean(axis=0) and x.std(axis=0) of the training rows, or keras.layers.Normalization",
        )
    return None


def _narrow(values: np.ndarray, deviations: np.ndarray) -> List[int]:
    """The columns that are nothing beside the largest: measured ones, all to one side of 0."""
    largest = float(deviations.max())
    means = values.mean(axis=0)
    out = []
    for i, deviation in enumerate(deviations):
        if not 0 < deviation < NARROW * largest or abs(means[i]) < max(ASIDE, OFFSET * deviation):
            continue
        if max(np.unique(values[:, i], return_counts=True)[1]) < MODE * len(values):
            out.append(i)
    varied = deviations[deviations > 0]
    apart = len(varied) > 0 and largest > APART * float(varied.min())
    return out if apart and len({bool(means[i] > 0) for i in out}) == 1 else []
