"""Whether training and validation are scaled alike, with statistics of the training part alone."""

from __future__ import annotations

from typing import Optional

import numpy as np

from conformance.checks.values._split_targets import targets_in_other_units
from conformance.checks.values._statistics import FLAT, standardised
from conformance.facts.meeting import BROKEN, matrix, numeric
from conformance.facts.pairing import Pairing, Targets
from conformance.records import Component, Contract, Pass
from conformance.registry import check
from conformance.results import Finding
from conformance.wording import number

APART = 20.0  # deviations of one feature in two parts that no drift explains
WIDER, MOVED = 3.0, 3.0  # times the deviation, and deviations that the mean has moved


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
