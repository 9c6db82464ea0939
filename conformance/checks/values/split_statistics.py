"""Whether training and validation are scaled alike, with statistics of the training part alone."""

from __future__ import annotations

from typing import Any, List, Optional, Tuple

import numpy as np

from conformance.checks.values._split_targets import targets_in_other_units
from conformance.facts import chance
from conformance.facts.columns import FLAT, known, matrix, numeric, standardised
from conformance.facts.pairing import Pairing, Targets
from conformance.facts.reading import whole, whole_validation
from conformance.records import Component, Contract, Pass
from conformance.registry import Threshold, check, predicate
from conformance.results import Finding, Outcome, Passed
from conformance.wording import listed, number

ROWS = 8  # in each part: of fewer, mean and deviation fit by chance


def _candidates(elements: Pass, validation: Pass) -> List[Tuple[Component, Component]]:
    """The features of finite numbers that both parts have."""
    out = []
    for component in elements.role("x"):
        other = validation.component(component.path)
        if other is not None and all(numeric(c) and known(c) for c in (component, other)):
            out.append((component, other))
    return out


@predicate("training and validation data have no feature of numbers in common")
def numbers_in_both(elements: Pass, validation: Pass) -> bool:
    """The same component can be held against itself in the other part."""
    return bool(_candidates(elements, validation))


@check(
    "split-statistics",
    group="values",
    title="training and validation are scaled alike, with statistics of the training part alone",
    applies=(numbers_in_both, whole, whole_validation),
    phase="compared",
    after={
        "batch-statistics": "batches that were scaled by themselves make parts that seem to be",
        "split-leak": "rows of one part that are in the other share its statistics",
    },
    limits={
        "apart": Threshold(
            20.0,
            "deviations of one component in two parts that no drift explains",
            "what follows the training rows in time was seen to be 1.7 deviations off at most",
        ),
        "wider": Threshold(
            3.0,
            "times the deviation, where the mean has moved too",
            "a raw column is (value - mean) / deviation undone; chosen, not measured",
        ),
        "moved": Threshold(
            3.0,
            "deviations by which the mean has moved",
            "what follows the training rows in time was seen to be 1.7 deviations off at most",
        ),
        "chance": Threshold(
            chance.SURE,
            "log10 of the error probability from which a finding fails; it warns above",
            "the rule for findings by statistics",
        ),
    },
)
def split_statistics(
    elements: Pass,
    validation: Pass,
    limits: Any,
    contract: Optional[Contract] = None,
    pairing: Optional[Pairing] = None,
    targets: Optional[Targets] = None,
) -> Outcome:
    """One part scaled and the other not, each by itself, or both by the rows of both."""
    looked = _candidates(elements, validation)
    for component, other in looked:
        if _another_size(component, other, limits):
            return _differently(component, other, limits)
        if component.integral:
            continue
        train, held_out = _table(component), _table(other)
        if train is None or held_out is None or train.shape[1] != held_out.shape[1]:
            continue
        found = _fitted(component, train, held_out, contract, pairing)
        if found is not None:
            return found
    if contract is None or not contract.custom_test_step:  # which may bring both to one unit
        found = targets_in_other_units(targets, elements, validation, limits)
        if found is not None:
            return found
    return Passed(f"mean and deviation of {listed(c.path for c, _ in looked)} in both parts")


def _fitted(
    component: Component,
    train: np.ndarray,
    held_out: np.ndarray,
    contract: Optional[Contract],
    pairing: Optional[Pairing],
) -> Optional[Finding]:
    """What the statistics were computed from, where that was not the training part."""
    alone, held = standardised([train]), standardised([held_out])
    if alone is not None and held is not None:
        return _by_itself(component, alone + held)
    both = np.concatenate([train, held_out])
    together = standardised([both])
    if together is not None and alone is None:
        return _together(component, train, "the pipeline's scaling", together)
    layer = _layer_fitted_to(contract, pairing, component.path, train, both)
    if layer is not None:
        return _together(component, train, f"`{layer[0]}` in the model", layer[1])
    return None


def _another_size(component: Component, other: Component, limits: Any) -> bool:
    """Whether one part has the values of the other times some constant, as 0..255 and 0..1."""
    low, high = sorted([component.std or 0.0, other.std or 0.0])
    between = abs((component.mean or 0.0) - (other.mean or 0.0))
    moved = high > limits.wider * low and between > limits.moved * high
    return low > 0 and (high > limits.apart * low or moved)


def _by_chance(component: Component, other: Component) -> float:
    """log10 of the chance that examples drawn alike differ so in their means, or in their spread."""
    one, two = matrix(component), matrix(other)
    if one is None or two is None:
        return 0.0
    middle = float(np.nanmedian(np.concatenate([one.ravel()[:100_000], two.ravel()[:100_000]])))
    means = chance.apart(one.mean(axis=1), two.mean(axis=1))
    spreads = chance.apart(np.abs(one - middle).mean(axis=1), np.abs(two - middle).mean(axis=1))
    return min(means, spreads) + float(np.log10(2))


def _differently(component: Component, other: Component, limits: Any) -> Finding:
    def span(part: Component) -> str:
        return f"{number(part.minimum)}..{number(part.maximum)}"

    by_chance = _by_chance(component, other)
    return Finding(
        f"`{component.path}` spans {span(component)} in the training data and {span(other)} in the "
        f"validation data (of rows drawn alike: {chance.text(by_chance)}): a step that scales one part is "
        "missing in the other, so val_loss says nothing",
        status="fail" if by_chance < limits.chance else "warn",
        expected="the same preprocessing in both parts",
        actual=f"mean {number(component.mean)} and {number(other.mean)}, deviation "
        f"{number(component.std)} and {number(other.std)}",
        where=component.path,
        component=component.path,
        fix="apply the same map (without augmentation) to the validation data",
    )


def _table(component: Component) -> Optional[np.ndarray]:
    """All rows as (rows, columns of the last axis); None when rows were left out."""
    values = matrix(component)
    if values is None or component.rows is None:
        return None
    if len(values) < ROWS or len(values) != sum(shape[0] for shape in component.shapes if shape):
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
) -> Optional[Tuple[str, float]]:
    """The Normalization whose statistics are those of both parts together, and log10 of the chance."""
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
        found = standardised([scaled_both])
        if found is not None and standardised([scaled_train]) is None:
            return fact.name, found
    return None


def _together(component: Component, train: np.ndarray, who: str, by_chance: float) -> Finding:
    return Finding(
        f"{who} was fitted to training and validation rows together: over both parts "
        f"`{component.path}` has mean 0 and deviation 1 after scaling (by chance: "
        f"{chance.text(by_chance)}), over the training rows alone it has not "
        f"(mean {np.nanmean(train):.3g}, deviation {np.nanstd(train):.3g} as delivered); validation rows have "
        "thus shaped the features",
        expected="mean and deviation of the training rows",
        actual="mean and deviation of training and validation rows",
        where=component.path,
        component=component.path,
        fix="split first, then adapt (or compute mean and deviation) on the training part only",
    )


def _by_itself(component: Component, by_chance: float) -> Finding:
    return Finding(
        f"`{component.path}` has mean 0 and deviation 1 in the training set and again in the validation "
        f"set (by chance: {chance.text(by_chance)}): each was scaled by its own statistics, so equal "
        "rows have other values in the other part and a shift between them is hidden from val_loss",
        expected="the training mean and deviation in both parts",
        actual="two means and deviations",
        where=component.path,
        component=component.path,
        fix="compute mean and deviation on the training part and scale the validation part with them",
    )
