"""Whether features are scaled with the same numbers in every batch."""

from __future__ import annotations

from typing import Any, List, NamedTuple, Optional

import numpy as np

from conformance.facts import chance
from conformance.facts.columns import FLAT, known, numeric, standardised
from conformance.records import Component, Pass
from conformance.registry import Threshold, check, predicate
from conformance.results import Finding, Outcome, Passed
from conformance.wording import counted

ROWS = 4  # of fewer rows mean and deviation fit by chance
DISTINCT = 0.75  # of the rows of a batch: fewer different values are steps of a scale


class Scaled(NamedTuple):
    """``what`` was computed for each batch, as ``seen``, how to compute it once, log10 of the chance."""

    what: str
    seen: str
    cure: str
    chance: float


def _candidates(elements: Pass) -> List[Component]:
    """Features of fractions in two full batches or more."""
    sizes = elements.batch_sizes
    if not sizes or max(sizes) < ROWS or sizes.count(max(sizes)) < 2:
        return []
    return [
        c
        for c in elements.role("x")
        if numeric(c)
        and known(c)
        and not c.integral
        and c.row_batches is not None
        and c.rows is not None
        and c.rows.dtype.kind == "f"
        and c.rows.ndim >= 2
        and len(_batches(c, max(sizes))) >= 2
    ]


@predicate(f"x holds no fractions in two full batches of {ROWS} rows or more")
def fractions_in_batches(elements: Pass) -> bool:
    """Statistics of one batch can be held against those of another."""
    return bool(_candidates(elements))


@check(
    "batch-statistics",
    group="values",
    title="features are scaled with the same numbers in every batch",
    applies=(fractions_in_batches,),
    phase="compared",
    limits={
        "chance": Threshold(
            chance.SURE,
            "log10 of the error probability from which a finding fails; it warns above",
            "the rule for findings by statistics",
        )
    },
)
def batch_statistics(elements: Pass, limits: Any) -> Outcome:
    """Mean and deviation, or minimum and maximum, taken over the batch at hand."""
    looked = []
    for component in _candidates(elements):
        batches = _batches(component, max(elements.batch_sizes))
        looked.append(f"{counted(len(batches), 'batch')} of `{component.path}`")
        if _examples_standardised(batches):
            continue
        scaled = _scaled(batches)
        if scaled is None:
            continue
        return Finding(
            f"every one of the {len(batches)} full batches of `{component.path}` has {scaled.seen} (by "
            f"chance: {chance.text(scaled.chance)}): each "
            f"batch was scaled by its own {scaled.what}, so the same row has other values in another "
            "batch, and a single row at prediction time becomes 0/0",
            status="fail" if scaled.chance < limits.chance else "warn",
            expected=f"one {scaled.what} for all batches, from the training set",
            actual=scaled.seen,
            where=component.path,
            component=component.path,
            fix=f"{scaled.cure} once from the training rows and use them in every batch, for example "
            f"keras.layers.Normalization adapted on `{component.path}`",
        )
    return Passed(f"mean, deviation, minimum and maximum of {', '.join(looked)}")


def _batches(component: Component, full: int) -> List[np.ndarray]:
    """The full batches kept of a component of floats, each (rows, ...) in float64 and finite."""
    if component.rows is None or component.row_batches is None:
        return []
    starts = np.flatnonzero(np.diff(component.row_batches, prepend=-1))
    parts = np.split(component.rows.astype(np.float64), starts[1:])
    parts = [part for part in parts if len(part) == full]
    fine = [np.isfinite(part) for part in parts]
    # A NaN spoils its column of its batch: the other columns tell, or else the other batches.
    columns = [part.reshape(-1, part.shape[-1]).all(axis=0) for part in fine]
    whole = np.logical_and.reduce(columns) if columns else np.zeros(0, bool)
    if whole.any():
        return [part[..., whole] for part in parts]
    return [part for part, told in zip(parts, fine) if told.all()]


def _examples_standardised(batches: List[np.ndarray]) -> bool:
    """Each example by itself (tf.image.per_image_standardization): independent of the batch."""
    rows = np.concatenate([batch.reshape(len(batch), -1) for batch in batches])
    if rows.shape[1] < 3:
        return False
    varied = rows.std(axis=1) > FLAT
    return bool(
        varied.any()
        and np.abs(rows[varied].mean(axis=1)).max() < 0.01
        and np.abs(rows[varied].std(axis=1) - 1).max() < 0.05
    )


def _scaled(batches: List[np.ndarray]) -> Optional[Scaled]:
    """How batches were scaled by themselves; None where they were not."""
    columns = [batch.reshape(len(batch), -1) for batch in batches]
    views = [columns, [column.reshape(-1, 1) for column in columns]]
    if batches[0].ndim > 2:
        views.append([batch.reshape(-1, batch.shape[-1]) for batch in batches])
    for view in views:
        found = standardised(view)
        if found is not None:
            most = max(abs(float(column.mean())) for column in columns)
            seen = f"mean 0 (largest |mean| {most:.1g}) and deviation 1"
            return Scaled("mean and deviation", seen, "compute the mean and deviation", found)
    for low in (0.0, -1.0):
        if all(_spans(column, low) for column in columns):
            return Scaled(
                "minimum and maximum",
                f"minimum {low:g} and maximum 1 in each column",
                "compute the minimum and maximum",
                _once_each(columns, low),
            )
    return None


def _spans(values: np.ndarray, low: float) -> bool:
    """Every column runs exactly from ``low`` to 1 and takes many values in between."""
    if not (np.abs(values.min(axis=0) - low) < 1e-6).all():
        return False
    if not (np.abs(values.max(axis=0) - 1) < 1e-6).all():
        return False
    distinct = [len(np.unique(column)) for column in values.T[:64]]
    return min(distinct) > max(3, DISTINCT * len(values))


def _once_each(batches: List[np.ndarray], low: float) -> float:
    """log10 of the chance that both bounds fall into every batch exactly once, in random order.

    A bound that stands in one row of each of b batches does so by chance b! / b^b times. Columns in
    which it stands more often (values that were clipped) tell nothing and are left out.
    """
    count = len(batches)
    each = chance.arrangements([1] * count) - count * float(np.log10(count))
    once = 0
    for bound in (low, 1.0):
        hits = np.stack([(np.abs(batch - bound) < 1e-6).sum(axis=0) for batch in batches])
        once += int((hits == 1).all(axis=0).sum())
    return once * each
