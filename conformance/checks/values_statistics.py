"""Checks: were features scaled with statistics of the training set, and of nothing else?

The mean and deviation of n random rows miss 0 and 1 by about 1/sqrt(n). Columns that hit them far
more closely were scaled by the very numbers computed from those rows.
"""

from __future__ import annotations

from typing import Iterable, List, Optional, Tuple

import numpy as np

from conformance.checks.values_split_targets import targets_in_other_units
from conformance.facts.meeting import BROKEN, matrix, numeric
from conformance.facts.pairing import Pairing, Targets
from conformance.records import Component, Contract, Pass
from conformance.registry import check
from conformance.results import Finding
from conformance.wording import number

EXACT = 0.02  # largest miss, in standard errors, that counts as "these very rows"
UNLIKELY = -7.0  # log10 of the chance of such a coincidence
MOST = 0.8  # share of columns that must; an epsilon leaves the almost constant ones narrower
ROWS = 4  # a batch smaller than this is not looked at
APART = 20.0  # deviations of one feature in two parts that no drift explains
WIDER, MOVED = 3.0, 3.0  # times the deviation, and deviations that the mean has moved
FLAT = 1e-6  # a column that varies less is constant


def misses(values: np.ndarray) -> np.ndarray:
    """Distance of each column's mean from 0 and deviation from 1, in standard errors.

    Constant columns are left out. Both ways to count the deviation (n and n - 1) are tried, and
    one below 1 is a negative distance.

    Args:
        values: (rows, columns), at least two rows.

    Returns:
        (2, columns): the mean's, the deviation's.
    """
    rows = len(values)
    mean, std = values.mean(axis=0), values.std(axis=0)
    varied = std > FLAT
    mean, std = mean[varied], std[varied]
    corrected = std * np.sqrt(rows / (rows - 1))
    spread = np.where(np.abs(std - 1) < np.abs(corrected - 1), std - 1, corrected - 1)
    spread = spread * np.sqrt(2 * rows)
    return np.stack([np.abs(mean) * np.sqrt(rows), spread])


def standardised(parts: Iterable[np.ndarray]) -> bool:
    """Whether every column of every part has mean 0 and deviation 1, as chance cannot do."""
    chance = 0.0
    for part in parts:
        mean, spread = misses(part)
        exact = np.abs(spread) <= EXACT
        if (
            not mean.size
            or mean.max() > EXACT
            or exact.mean() < MOST
            or spread[~exact].max(initial=-1.0) > 0
        ):
            return False
        missed = np.concatenate([mean, np.abs(spread[exact])])
        chance += missed.size * np.log10(0.8 * max(float(missed.max()), 1e-9))
    return chance < UNLIKELY


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


@check(
    "split-statistics",
    group="values",
    title="training and validation are scaled alike, with statistics of the training part alone",
    after=(*BROKEN, "not-finite", "batch-statistics", "split-leak"),
)
def split_statistics(
    elements: Pass,
    validation: Pass,
    contract: Optional[Contract] = None,
    pairing: Optional[Pairing] = None,
    targets: Optional[Targets] = None,
):
    if not (elements.complete and validation.complete):
        return None
    for component in elements.role("x"):
        other = validation.component(component.path)
        if other is None or not numeric(component) or not numeric(other):
            continue
        if _another_size(component, other):
            return _differently(component, other)
        if component.integral:
            continue
        train, held_out = _table(component), _table(other)
        if train is None or held_out is None or train.shape[1] != held_out.shape[1]:
            continue
        both = np.concatenate([train, held_out])
        if standardised([train]) and standardised([held_out]):
            return _by_itself(component)
        if standardised([both]) and not standardised([train]):
            return _together(component, train, "the pipeline's scaling")
        name = _layer_fitted_to(contract, pairing, component.path, train, both)
        if name is not None:
            return _together(component, train, f"`{name}` in the model")
    if contract is not None and contract.custom_test_step:
        return None  # it may bring both to one unit
    return targets_in_other_units(targets, elements, validation)


def _another_size(component: Component, other: Component) -> bool:
    """Whether one part has the values of the other times some constant, as 0..255 and 0..1.

    Smaller constants count where the mean has moved too: a raw column is (value - mean) / deviation
    undone. What comes right after the training rows in time lies 1.7 deviations off at most.
    """
    low, high = sorted([component.std or 0.0, other.std or 0.0])
    between = abs((component.mean or 0.0) - (other.mean or 0.0))
    return low > 0 and (high > APART * low or (high > WIDER * low and between > MOVED * high))


def _differently(component: Component, other: Component) -> Finding:
    def span(part: Component) -> str:
        return f"{number(part.minimum)}..{number(part.maximum)}"

    return Finding(
        f"`{component.path}` spans {span(component)} in the training data and {span(other)} in the "
        "validation data: a step that scales one part is missing in the other, so val_loss says nothing",
        expected="the same preprocessing in both parts",
        actual=f"mean {number(component.mean)} and {number(other.mean)}, deviation "
        f"{number(component.std)} and {number(other.std)}",
        where=component.path,
        fix="apply the same map (without augmentation) to the validation data",
    )


def _table(component: Component) -> Optional[np.ndarray]:
    """All rows as (rows, columns of the last axis); None when rows were left out or are images."""
    values = matrix(component)
    if values is None or component.rows is None or not np.isfinite(values).all():
        return None
    if len(values) < 8 or len(values) != sum(shape[0] for shape in component.shapes if shape):
        return None
    if component.rows.ndim > 2:
        return values.reshape(-1, component.rows.shape[-1])
    return values


def _layer_fitted_to(
    contract: Optional[Contract],
    pairing: Optional[Pairing],
    path: str,
    train: np.ndarray,
    both: np.ndarray,
) -> Optional[str]:
    """The Normalization whose statistics are those of both parts together, not of training."""
    if contract is None or pairing is None:
        return None
    pair = pairing.input_of(path)
    for fact in contract.layers:
        if fact.mean is None or fact.variance is None or pair is None:
            continue
        if pair.index not in fact.inputs or len(fact.mean) != train.shape[1]:
            continue
        deviation = np.sqrt(np.maximum(np.asarray(fact.variance), 1e-14))
        if (deviation <= FLAT).any():
            continue

        mean = np.asarray(fact.mean)
        scaled_both, scaled_train = (both - mean) / deviation, (train - mean) / deviation
        if standardised([scaled_both]) and not standardised([scaled_train]):
            return fact.name
    return None


def _together(component: Component, train: np.ndarray, who: str) -> Finding:
    return Finding(
        f"{who} was fitted to training and validation rows together: over both parts `{component.path}` "
        "has mean 0 and deviation 1 after scaling, over the training rows alone it has not "
        f"(mean {train.mean():.3g}, deviation {train.std():.3g} as delivered); validation rows have "
        "thus shaped the features",
        expected="mean and deviation of the training rows",
        actual="mean and deviation of training and validation rows",
        where=component.path,
        fix="split first, then adapt (or compute mean and deviation) on the training part only",
    )


def _by_itself(component: Component) -> Finding:
    return Finding(
        f"`{component.path}` has mean 0 and deviation 1 in the training set and again in the validation "
        "set: each was scaled by its own statistics, so equal rows have other values in the other "
        "part and a shift between them is hidden from val_loss",
        expected="the training mean and deviation in both parts",
        actual="two means and deviations",
        where=component.path,
        fix="compute mean and deviation on the training part and scale the validation part with them",
    )
