"""How the classes of each target are spread over the batches.

The measure is the chance that two examples of one batch differ in class, against the chance for
two examples of the whole data. Their ratio is 1 for mixed batches and 0 for batches of one class
each, whatever the number of classes and however unequal they are; permutations of the rows tell a low
ratio from luck.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Dict, List, Optional

import numpy as np

from conformance.facts.classes import Classes
from conformance.facts.pairing import Targets
from conformance.records import Component, Pass

PERMUTATIONS = 100
ROWS = 20000  # examples looked at
FEWEST = 8  # examples
EACH = 8  # examples a class holds on average, where no loss says that the numbers are classes
REGRESSION = ("mean_", "huber", "log_cosh", "poisson", "cosine")


@dataclass
class Mixing:
    """How the classes of one target are spread over the batches."""

    path: str
    concentration: float  # 0 mixed, 1 one class a batch
    chance: float  # the largest concentration of the permutations
    probability: float  # of such a concentration in rows of a random order
    classes: int
    batches: int
    single: int  # batches of one class
    held: float  # classes a batch holds, on average
    expected: float  # classes a random batch of the same size would hold
    size: int


def mixing_of_targets(
    elements: Pass, classes: Classes, targets: Optional[Targets] = None
) -> List[Mixing]:
    """The mixing of every target of class labels, the least mixed first.

    Empty where no target names classes, or there are fewer than four batches of two examples.
    """
    losses: Dict[str, str] = {}
    for pair in targets.pairs if targets is not None else []:
        if pair.target is not None and pair.loss is not None:
            losses[pair.target.path] = pair.loss.name
    out = []
    for component in elements.role("y"):
        ids = labels_of(component, classes, losses.get(component.path))
        if ids is None or component.row_batches is None or len(ids) != len(component.row_batches):
            continue
        mixing = mixing_of(component.path, ids, component.row_batches)
        if mixing is not None:
            out.append(mixing)
    return sorted(out, key=lambda m: -m.concentration)


def labels_of(component: Component, classes: Classes, loss: Optional[str]) -> Optional[np.ndarray]:
    """A class number from 0 on for each kept row, or None where the target is no class label.

    Args:
        component: a target.
        classes: what is known of the classes of numbers; text is read here.
        loss: canonical loss name; a regression loss means numbers, not classes.
    """
    rows = component.rows
    if rows is None or component.kind != "dense" or len(rows) < FEWEST:
        return None
    if loss is not None and loss.startswith(REGRESSION):
        return None
    one_hot = rows.ndim == 2 and rows.shape[1] > 1
    if rows.dtype.kind in "OSU" and rows.size == len(rows):
        flat: Optional[np.ndarray] = np.array([str(value) for value in rows.reshape(-1)])
    else:
        flat = classes.get(component.path)
    if flat is None:
        return None
    values, ids = np.unique(flat, return_inverse=True)
    known = one_hot or (loss is not None and "crossentropy" in loss)
    fractional = rows.dtype.kind == "f" and len(values) > 2
    if not known and (fractional or len(values) > max(2, len(flat) // EACH)):
        return None
    return ids.reshape(len(flat))


def mixing_of(path: str, ids: np.ndarray, batches: np.ndarray) -> Optional[Mixing]:
    """The spread of classes; None for fewer than four batches of two or one class only."""
    ids, batches = ids[:ROWS], batches[:ROWS]
    order = np.unique(batches, return_inverse=True)[1].reshape(len(batches))
    sizes = np.bincount(order)
    keep = sizes[order] > 1
    ids, order = ids[keep], np.unique(order[keep], return_inverse=True)[1].reshape(-1)
    if not len(ids) or order.max() < 3 or ids.max() == ids.min():
        return None
    sizes = np.bincount(order)
    counts = _table(ids, order)
    total = counts.sum(axis=0)
    whole = _differ(total[None, :])[0]
    if whole <= 0:
        return None
    concentration = 1 - _within(counts) / whole
    random = np.random.RandomState(0)
    chances = np.array(
        [1 - _within(_table(random.permutation(ids), order)) / whole for _ in range(PERMUTATIONS)]
    )
    size = int(np.median(sizes))
    freedom = (len(sizes) - 1) * (int((total > 0).sum()) - 1)
    return Mixing(
        path,
        float(concentration),
        float(chances.max()),
        _probability(float(concentration), chances, freedom),
        int((total > 0).sum()),
        len(sizes),
        int(((counts > 0).sum(axis=1) == 1).sum()),
        float((counts > 0).sum(axis=1).mean()),
        _expected_classes(total, size),
        size,
    )


def _probability(seen: float, chances: np.ndarray, freedom: int) -> float:
    """The chance of so large a concentration among permutations of the rows.

    The concentration is Pearson's chi-squared of the table batches x classes but for its scale, so
    permutations give its mean and deviation, and the tail is that of a chi-squared with as many
    degrees of freedom (the approximation of Wilson and Hilferty, 1931).
    """
    deviation = float(chances.std())
    if deviation <= 0:
        return 1.0
    above = (seen - float(chances.mean())) / deviation
    value = max(0.0, 1 + above * math.sqrt(2 / freedom))
    spread = 2 / (9 * freedom)
    return 0.5 * math.erfc((value ** (1 / 3) - (1 - spread)) / math.sqrt(2 * spread))


def _table(ids: np.ndarray, order: np.ndarray) -> np.ndarray:
    """Counts, batches by classes."""
    width = int(ids.max()) + 1
    flat = np.bincount(order * width + ids, minlength=(int(order.max()) + 1) * width)
    return flat.reshape(-1, width)


def _differ(counts: np.ndarray) -> np.ndarray:
    """The chance that two different examples of a row differ in class."""
    n = counts.sum(axis=1).astype(np.float64)
    same = (counts * (counts - 1.0)).sum(axis=1)
    return 1 - same / (n * (n - 1))


def _within(counts: np.ndarray) -> float:
    n = counts.sum(axis=1)
    return float(np.average(_differ(counts), weights=n))


def _expected_classes(total: np.ndarray, size: int) -> float:
    """Classes among ``size`` examples drawn without replacement (hypergeometric)."""
    n = int(total.sum())
    absent = np.ones(len(total))
    for i in range(min(size, n)):
        absent *= np.clip(n - total - i, 0, None) / (n - i)
    return float((1 - absent)[total > 0].sum())
