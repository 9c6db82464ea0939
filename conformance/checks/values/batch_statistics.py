"""Whether features are scaled with the same numbers in every batch."""

from __future__ import annotations

from typing import List, Optional, Tuple

import numpy as np

from conformance.checks.values._statistics import FLAT, standardised
from conformance.facts.meeting import BROKEN, numeric
from conformance.records import Component, Pass
from conformance.registry import check
from conformance.results import Finding

ROWS = 4  # a batch smaller than this is not looked at


@check(
    "batch-statistics",
    group="values",
    title="features are scaled with the same numbers in every batch",
    after=(*BROKEN, "not-finite"),
)
def batch_statistics(elements: Pass):
    for component in elements.role("x"):
        batches = _batches(component, elements)
        if len(batches) < 2 or _examples_standardised(batches):
            continue
        kind = _how(batches)
        if kind is None:
            continue
        what, seen, cure = kind
        return Finding(
            f"every one of the {len(batches)} full batches of `{component.path}` has {seen}: each "
            f"batch was scaled by its own {what}, so the same row has other values in another "
            "batch, and a single row at prediction time becomes 0/0",
            expected=f"one {what} for all batches, from the training set",
            actual=seen,
            where=component.path,
            fix=f"{cure} once from the training rows and use them in every batch, for example "
            f"keras.layers.Normalization adapted on `{component.path}`",
        )
    return None


def _batches(component: Component, elements: Pass) -> List[np.ndarray]:
    """The full batches kept of a component of floats, each (rows, ...) in float64."""
    if not numeric(component) or component.integral or component.row_batches is None:
        return []
    values = component.rows
    if values is None or values.dtype == object or not elements.batch_sizes:
        return []
    full = max(elements.batch_sizes)
    if full < ROWS or values.ndim < 2:
        return []
    starts = np.flatnonzero(np.diff(component.row_batches, prepend=-1))
    parts = np.split(values.astype(np.float64), starts[1:])
    return [part for part in parts if len(part) == full and np.isfinite(part).all()]


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


def _how(batches: List[np.ndarray]) -> Optional[Tuple[str, str, str]]:
    """(statistic, what was seen, what to compute once) when batches were scaled by themselves."""
    columns = [batch.reshape(len(batch), -1) for batch in batches]
    views = [columns, [column.reshape(-1, 1) for column in columns]]
    if batches[0].ndim > 2:
        views.append([batch.reshape(-1, batch.shape[-1]) for batch in batches])
    if any(standardised(view) for view in views):
        largest = max(abs(float(column.mean())) for column in columns)
        seen = f"mean 0 (largest |mean| {largest:.1g}) and deviation 1"
        return "mean and deviation", seen, "compute the mean and deviation"
    for low in (0.0, -1.0):
        if all(_spans(column, low) for column in columns):
            return (
                "minimum and maximum",
                f"minimum {low:g} and maximum 1 in each column",
                "compute the minimum and maximum",
            )
    return None


def _spans(values: np.ndarray, low: float) -> bool:
    """Every column runs exactly from ``low`` to 1 and takes many values in between."""
    if not (np.abs(values.min(axis=0) - low) < 1e-6).all():
        return False
    if not (np.abs(values.max(axis=0) - 1) < 1e-6).all():
        return False
    distinct = [len(np.unique(column)) for column in values.T[:64]]
    return min(distinct) > max(3, 0.75 * len(values))
