"""Checks on mixing: do batches hold about the classes that the data holds?

The measure is the chance that two examples of one batch differ in class, against the chance for
two examples of the whole data. Their ratio is 1 for mixed batches and 0 for batches of one class
each, whatever the number of classes and however unequal they are; a permutation test tells a low
ratio from luck.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import List, Optional

import numpy as np

from conformance.facts.pairing import Targets
from conformance.records import Component, Pass

PERMUTATIONS = 100
ROWS = 20000  # examples looked at
MANY_CLASSES = 1000
REGRESSION = ("mean_", "huber", "log_cosh", "poisson", "cosine")


@dataclass
class Mixing:
    """How the classes of one target are spread over the batches."""

    path: str
    concentration: float  # 0 mixed, 1 one class a batch
    chance: float  # the largest concentration of the permutations
    classes: int
    batches: int
    single: int  # batches of one class
    held: float  # classes a batch holds, on average
    expected: float  # classes a random batch of the same size would hold
    size: int


def classes_of(component: Component, loss: Optional[str] = None) -> Optional[np.ndarray]:
    """A class number for each kept row, or None where the target is no class label.

    Args:
        component: rows (N,), (N, 1), or one-hot (N, C); numbers or strings.
        loss: canonical loss name; a regression loss means numbers, not classes.
    """
    rows = component.rows
    if rows is None or component.kind != "dense" or len(rows) < 8:
        return None
    if rows.ndim == 2 and rows.shape[1] > 1:
        if rows.dtype.kind not in "biuf" or not np.all((rows == 0) | (rows == 1)):
            return None
        return rows.argmax(axis=1) if np.all(rows.sum(axis=1) == 1) else None
    if rows.ndim > 2 or (rows.ndim == 2 and rows.shape[1] != 1):
        return None
    flat = rows.reshape(len(rows))
    if loss is not None and loss.startswith(REGRESSION):
        return None
    if flat.dtype.kind == "f" and not np.all(flat == np.floor(flat)):
        return None
    if flat.dtype == object:
        flat = np.array([str(value) for value in flat])
    values, ids = np.unique(flat, return_inverse=True)
    known = loss is not None and "crossentropy" in loss
    limit = MANY_CLASSES if known else min(MANY_CLASSES, max(2, len(flat) // 8))
    if len(values) > limit or (flat.dtype.kind == "f" and not known and len(values) > 2):
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
    chance = max(
        1 - _within(_table(random.permutation(ids), order)) / whole for _ in range(PERMUTATIONS)
    )
    size = int(np.median(sizes))
    return Mixing(
        path,
        float(concentration),
        float(chance),
        int((total > 0).sum()),
        len(sizes),
        int(((counts > 0).sum(axis=1) == 1).sum()),
        float((counts > 0).sum(axis=1).mean()),
        _expected_classes(total, size),
        size,
    )


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


def measured(elements: Pass, targets: Optional[Targets]) -> List[Mixing]:
    losses = {}
    for pair in targets.pairs if targets is not None else []:
        if pair.target is not None and pair.loss is not None:
            losses[pair.target.path] = pair.loss.name
    out = []
    for component in elements.role("y"):
        ids = classes_of(component, losses.get(component.path))
        if ids is None or component.row_batches is None or len(ids) != len(component.row_batches):
            continue
        mixing = mixing_of(component.path, ids, component.row_batches)
        if mixing is not None:
            out.append(mixing)
    return sorted(out, key=lambda m: -m.concentration)


def buffer(node) -> Optional[int]:
    value = node.attributes.get("buffer_size")
    return value if isinstance(value, int) else None
