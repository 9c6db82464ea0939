"""Check: are the parts of a split what their names say?"""

from __future__ import annotations

from typing import Optional

import numpy as np

from conformance.facts.columns import matrix
from conformance.facts.reading import whole, whole_validation
from conformance.records import Pass
from conformance.registry import check, predicate
from conformance.results import Finding, Outcome, Passed
from conformance.wording import number

ROWS = 50  # in each part
DISTINCT = 10  # values: fewer are classes
# Kolmogorov and Smirnov's distance of two samples, times sqrt(nm / (n + m)): 1.36 is passed by one in
# twenty pairs of samples of one distribution.
ALIKE = 1.36
APART = 0.8  # distance of samples that have hardly a value in common
UNRELATED = 3.0  # standard errors of a rank correlation


@predicate("the parts are not two halves of rows with one number in x and one in y")
def halves_of_numbers(elements: Pass, validation: Pass) -> bool:
    """Targets as long as the inputs beside them: only halves can be exchanged so."""
    train, held = _pair(elements), _pair(validation)
    return train is not None and held is not None and abs(len(train) - len(held)) <= 1


@check(
    "split-exchanged",
    group="labels",
    title="the targets of training are not the inputs of validation",
    applies=(whole, whole_validation, halves_of_numbers),
    phase="compared",
    after={"split-statistics": "parts that were exchanged differ in their statistics as well"},
)
def split_exchanged(elements: Pass, validation: Pass) -> Outcome:
    """`x_train, y_train, x_test, y_test = train_test_split(x, y)`, which returns both x first."""
    train, held = _pair(elements), _pair(validation)
    assert train is not None
    assert held is not None
    apart = _distance(train[:, 0], held[:, 0])
    # Kolmogorov and Smirnov's bound on samples of one distribution lying so far apart.
    chance = 2 * np.exp(-2 * apart**2 * len(train) * len(held) / (len(train) + len(held)))
    if not (_exchanged(train) and _exchanged(held)) or apart < APART:
        return Passed(
            f"x of {len(train)} training rows and of {len(held)} validation rows lie {apart:.2f} apart, "
            "or x and y of a part belong together"
        )
    return Finding(
        f"in training x and y are spread alike ({_span(train[:, 0])} and {_span(train[:, 1])}) and have "
        f"nothing to do with each other, so are they in validation ({_span(held[:, 0])} and "
        f"{_span(held[:, 1])}), and the parts have hardly a value in common "
        f"(distance {apart:.2f}, p < {max(chance, 1e-300):.0e}): y of training is x of the rows "
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
    both = both[np.isfinite(both).all(axis=1)]
    if len(both) < ROWS or min(len(np.unique(c)) for c in both.T) < DISTINCT:
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
