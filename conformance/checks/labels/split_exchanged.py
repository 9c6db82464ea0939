"""Check: are the parts of a split what their names say?"""

from __future__ import annotations

from typing import Optional

import numpy as np

from conformance.checks.labels._values import BEFORE
from conformance.facts.meeting import matrix
from conformance.records import Pass
from conformance.registry import check
from conformance.results import Finding
from conformance.wording import number

ROWS = 50  # in each part
DISTINCT = 10  # values: fewer are classes
# Kolmogorov and Smirnov's distance of two samples, times sqrt(nm / (n + m)): 1.36 is passed by one in
# twenty pairs of samples of one distribution.
ALIKE = 1.36
APART = 0.8  # distance of samples that have hardly a value in common
UNRELATED = 3.0  # standard errors of a rank correlation


@check(
    "split-exchanged",
    group="labels",
    title="the targets of training are not the inputs of validation",
    after=(*BEFORE, "label-shape", "empty", "split-statistics"),
)
def split_exchanged(elements: Pass, validation: Pass):
    """`x_train, y_train, x_test, y_test = train_test_split(x, y)`, which returns both x first."""
    if not (elements.complete and validation.complete):
        return None
    train, held = _pair(elements), _pair(validation)
    if train is None or held is None or abs(len(train) - len(held)) > 1:
        return None  # targets as long as the inputs beside them: only halves can be exchanged so
    inputs, outputs = train[:, 0], held[:, 0]
    if not (_exchanged(train) and _exchanged(held)) or _distance(inputs, outputs) < APART:
        return None
    return Finding(
        f"in training x and y are spread alike ({_span(train[:, 0])} and {_span(train[:, 1])}) and have "
        f"nothing to do with each other, so are they in validation ({_span(held[:, 0])} and "
        f"{_span(held[:, 1])}), and the parts have hardly a value in common: y of training is x of the rows "
        "held out, and x of validation is y of the training rows",
        expected="inputs alike in both parts, and targets that belong to them",
        actual=f"x {_span(train[:, 0])} in training, {_span(held[:, 0])} in validation",
        where="x and y of both parts",
        fix="x_train, x_test, y_train, y_test = train_test_split(x, y)",
    )


def _pair(part: Pass) -> Optional[np.ndarray]:
    """(rows, 2): the one input number and the one target number of each row."""
    features, targets = part.role("x"), part.role("y")
    if len(features) != 1 or len(targets) != 1:
        return None
    x, y = matrix(features[0]), matrix(targets[0])
    if x is None or y is None or x.shape != y.shape or x.shape[1] != 1 or len(x) < ROWS:
        return None
    both = np.concatenate([x, y], axis=1)
    if not np.isfinite(both).all() or min(len(np.unique(c)) for c in both.T) < DISTINCT:
        return None
    return both


def _exchanged(pair: np.ndarray) -> bool:
    """Whether inputs and targets are spread alike and are those of different rows."""
    rows = len(pair)
    if _distance(pair[:, 0], pair[:, 1]) * np.sqrt(rows / 2) > ALIKE:
        return False
    ranks = pair.argsort(axis=0).argsort(axis=0)
    related = float(np.corrcoef(ranks.T)[0, 1])
    return abs(related) * np.sqrt(rows) < UNRELATED


def _distance(one: np.ndarray, other: np.ndarray) -> float:
    """Kolmogorov and Smirnov's: the largest difference of the shares below a value."""
    values = np.sort(np.concatenate([one, other]))
    below = [np.searchsorted(np.sort(v), values, side="right") / len(v) for v in (one, other)]
    return float(np.abs(below[0] - below[1]).max())


def _span(values: np.ndarray) -> str:
    return f"{number(values.min())}..{number(values.max())}"
