"""Check: do balanced weights stand beside the rows they were computed for?"""

from __future__ import annotations

from typing import List, Optional, Tuple

import numpy as np

from conformance.checks.labels._rules import rule_of
from conformance.facts.applicability import weights_given
from conformance.facts.classes import Classes
from conformance.facts.columns import matrix
from conformance.facts.weights import Weight, Weights
from conformance.records import Component, Pass
from conformance.registry import check, predicate
from conformance.results import Finding, Outcome, Passed
from conformance.wording import numbers

CLASSES = 50  # more target values are no classes
RARE = 10  # rows of the rarest class and of the rarest weight below which counts say little
SKEW = 1.5  # times as many rows in the largest class: even classes have no weights to mistake
# Standard errors that counts may miss (half of the rows and more miss those of all by less), and that the
# weight may follow the class by (aligned weights follow it wholly).
SURE, BLIND = 2.0, 3.5
EXACT = 1e-3  # by how much weights miss the formula that made them
# Standard errors from 0 of a correlation: of 4096 unrelated columns one goes so far once in 36 times.
RELATED = 4.5
WIDEST = 4096  # values an example beyond which features are not asked about the weight


@predicate(
    "no sample weights of as many values as there are classes, in inverse proportion to the rows"
)
def balanced_weights(weights: Weights, classes: Classes) -> bool:
    """The weights are such as balance classes are computed to be."""
    return any(_balanced(*both) for _, both in _asked(weights, classes))


@check(
    "weights-misaligned",
    group="labels",
    title="balanced weights stand beside the rows they were computed for",
    applies=(weights_given, balanced_weights),
    phase="compared",
    per_part=True,
)
def weights_misaligned(elements: Pass, weights: Weights, classes: Classes) -> Outcome:
    """Computed, then the rows were shuffled: as many large weights as rare rows, and not on them."""
    held = []
    for weight, both in _asked(weights, classes):
        if not _balanced(*both):
            continue
        target = weight.target.target if weight.target is not None else None
        assert target is not None
        if _blind(*both) and not _told_by_features(both[0], elements):
            return _finding(weight.component, target.path, *both)
        means = [float(both[0][both[1] == c].mean()) for c in np.unique(both[1])]
        held.append(
            f"{weight.component.path} is {numbers(means)} on average for the classes of {target.path}"
        )
    return Passed("; ".join(held))


def _asked(
    weights: Weights, classes: Classes
) -> List[Tuple[Weight, Tuple[np.ndarray, np.ndarray]]]:
    """Weights of targets of classes, with the weight and the class of each row."""
    out = []
    for weight in weights.given:
        rule = rule_of(weight.target) if weight.target is not None else None
        both = _both(weight, classes) if rule is not None and rule.probability else None
        if both is not None:
            out.append((weight, both))
    return out


def _both(weight: Weight, classes: Classes) -> Optional[Tuple[np.ndarray, np.ndarray]]:
    """The weight and the class of each row, both numbered from 0; None where they are not single."""
    target = weight.target.target if weight.target is not None else None
    labels = classes.get(target.path) if target is not None else None
    given = weight.values.astype(np.float64)
    if labels is None or given.shape != labels.shape or not np.isfinite(given).all():
        return None
    values = np.unique(given)
    kinds, numbered = np.unique(labels, return_inverse=True)
    if not 1 < len(kinds) == len(values) <= CLASSES or values[0] <= 0:
        return None
    return given, np.ravel(numbered)


def _balanced(weight: np.ndarray, classes: np.ndarray) -> bool:
    """Whether each weight is so many times another as one class has rows more than another.

    The rows may be a part of those the weights were computed from, so counts agree by chance only.
    """
    values, held = np.unique(weight, return_counts=True)
    counts = np.sort(np.bincount(classes))[::-1]  # the least weight is that of the largest class
    if min(counts[-1], *held) < RARE or counts[0] < SKEW * counts[-1]:
        return False
    if not (_by_formula(values) or np.array_equal(held, counts)):
        return False
    shares = (1 / values) / (1 / values).sum()  # of each class in what the weights were computed of
    error = np.sqrt(shares * (1 - shares) / len(weight))
    return all(
        (np.abs(part / len(weight) - shares) <= SURE * error).all() for part in (held, counts)
    )


def _by_formula(values: np.ndarray) -> bool:
    """Whether the weights are rows / (classes * count), rows / count or 1 / count of some counts."""
    inverse = 1 / values.astype(np.float64)
    if any(abs(inverse.sum() / total - 1) < EXACT for total in (1, len(values))):
        return True
    return min(inverse) >= RARE and max(np.abs(inverse / np.round(inverse) - 1)) < EXACT


def _blind(weight: np.ndarray, classes: np.ndarray) -> bool:
    """Whether the mean weight is the same for every class, as far as chance goes."""
    spread = float(weight.std())
    means = [(float(weight[classes == c].mean()), int((classes == c).sum())) for c in set(classes)]
    return all(abs(mean - weight.mean()) * np.sqrt(n) <= BLIND * spread for mean, n in means)


def _told_by_features(weight: np.ndarray, elements: Pass) -> bool:
    """Whether a feature goes with the weight: it was computed for a group, not for the class."""
    for feature in elements.role("x"):
        values = matrix(feature)
        if values is None or len(values) != len(weight) or values.shape[1] > WIDEST:
            continue
        fine = np.isfinite(values)
        held = np.where(fine, values, 0.0)
        # What is not finite says nothing: it stands at the mean of its column.
        centred = np.where(fine, held - held.sum(axis=0) / np.maximum(1, fine.sum(axis=0)), 0.0)
        size = np.sqrt((centred**2).sum(axis=0)) * np.sqrt(((weight - weight.mean()) ** 2).sum())
        with np.errstate(divide="ignore", invalid="ignore"):
            related = np.abs(centred.T @ (weight - weight.mean())) / size
        if np.nan_to_num(related).max() * np.sqrt(len(weight)) > RELATED:
            return True
    return False


def _finding(weight: Component, path: str, given: np.ndarray, classes: np.ndarray) -> Finding:
    values, counts = np.unique(given, return_counts=True)
    certain = np.array_equal(np.sort(counts), np.sort(np.bincount(classes)))
    rows = np.sort(np.bincount(classes))[::-1]
    means = [float(given[classes == c].mean()) for c in np.unique(classes)]
    return Finding(
        f"{weight.path} is one of {numbers(values)}, in inverse proportion to how many rows the classes "
        f"of {path} have ({numbers(rows)}; the weights are on {numbers(counts)} rows), and does "
        f"not follow the class: on average it is {numbers(means)} for each of them. The weights stand in "
        "another order than the rows, so no class is balanced"
        + ("" if certain else ", unless they balance another grouping"),
        status="fail" if certain else "warn",
        expected="the weight of a row's own class",
        actual=f"mean weights {numbers(means)}",
        where=weight.path,
        component=weight.path,
        fix="compute the weights from the labels after the rows were shuffled and split, or put labels and "
        "weights through the same permutation",
    )
