"""Checks on mixing: do batches hold about the classes that the data holds?

The measure is the chance that two examples of one batch differ in class, against the chance for
two examples of the whole data. Their ratio is 1 for mixed batches and 0 for batches of one class
each, whatever the number of classes and however unequal they are; a permutation test tells a low
ratio from luck.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import List, Optional, Tuple

import numpy as np

from conformance.checks.randomness_plan import batching, describe, line, shuffles, windows
from conformance.facts.pairing import Targets
from conformance.records import Component, Contract, Pass, Plan
from conformance.registry import check
from conformance.results import Finding, Skip, warn

UNMIXED = 0.5  # concentration above which batches hold far fewer classes than the data
UNEVEN = 0.1
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


def _cause(plan: Optional[Plan], elements: Pass, size: int) -> Tuple[str, str]:
    """(what the plan says of it, the fix)."""
    if plan is None:
        return "", "draw a permutation of all examples in each epoch before cutting batches"
    formed = batching(plan)
    upstream = list(formed[0].walk()) if formed else plan.nodes()
    found = shuffles(upstream)
    count = elements.examples
    many = f"{count} examples" if elements.complete else "the data"
    before = f" before {describe(formed[0])}" if formed else ""
    if not found:
        late = shuffles(plan.nodes())
        if late:
            text = f"{line(late)} comes after the batches are made"
            return text, f"put a .shuffle({count}){before}"
        return "nothing shuffles the examples", f"add .shuffle({count}){before}"
    small = [n for n in found if _buffer(n) is not None and 0 < _buffer(n) < count]
    if small:
        text = f"{line(small)} mixes only neighbours: its buffer is small against {many}"
        return text, (
            f"use a buffer of the size of the data ({count}), or shuffle the rows or files before "
            "they are read"
        )
    return "", f"shuffle all examples together{before}"


def _buffer(node) -> Optional[int]:
    value = node.attributes.get("buffer_size")
    return value if isinstance(value, int) else None


@check(
    "classes-unmixed",
    group="randomness",
    title="each batch holds about the classes that the data holds",
    after=(
        "shuffle-after-batch",
        "order-frozen",
        "epoch-end-lost",
        "batch-missing",
        "batch-twice",
        "group:labels",
    ),
)
def classes_unmixed(
    elements: Pass,
    plan: Optional[Plan] = None,
    targets: Optional[Targets] = None,
    contract: Optional[Contract] = None,
):
    if contract is not None and contract.stateful:
        return Skip("a stateful model needs its examples in order")
    found = measured(elements, targets)
    if not found:
        return Skip("no class labels over at least four batches")
    worst = found[0]
    if worst.concentration <= max(UNMIXED, worst.chance):
        return None
    cause, fix = _cause(plan, elements, worst.size)
    message = (
        f"{worst.single} of {worst.batches} batches hold a single class of {worst.path}: a batch "
        f"of {worst.size} holds {worst.held:.1f} of {worst.classes} classes on average, a random "
        f"one would hold {worst.expected:.1f}"
    )
    message = f"{message}; {cause}" if cause else message
    series = plan is not None and windows(plan)
    return Finding(
        message,
        status="warn" if series else "fail",
        expected=f"{worst.expected:.1f} classes in a batch of {worst.size}",
        actual=f"{worst.held:.1f} classes",
        where=worst.path,
        fix=fix,
    )


@check(
    "shuffle-buffer-small",
    group="randomness",
    title="the shuffle buffer is large enough to mix",
    after=(
        "classes-unmixed",
        "shuffle-after-batch",
        "order-frozen",
        "batch-missing",
        "batch-twice",
    ),
)
def shuffle_buffer_small(
    plan: Plan,
    elements: Pass,
    targets: Optional[Targets] = None,
    contract: Optional[Contract] = None,
):
    if contract is not None and contract.stateful:
        return Skip("a stateful model needs its examples in order")
    formed = batching(plan)
    if formed is None or not elements.batch_sizes or elements.batches < 4:
        return Skip("no batch is formed in the pipeline")
    found = shuffles(list(formed[0].walk()))
    buffers = [value for value in map(_buffer, found) if value is not None and value > 0]
    if not found or len(buffers) != len(found):
        return None
    largest, size, count = max(buffers), max(elements.batch_sizes), elements.examples
    if largest >= count:
        return None
    share = f"{largest / count:.1%}" if elements.complete else "a part"
    fix = f"use .shuffle({count}), or shuffle the files or rows before they are read"
    mixing = measured(elements, targets)
    uneven = [m for m in mixing if m.concentration > max(UNEVEN, m.chance)]
    if uneven:
        worst = uneven[0]
        return warn(
            f"{line(found)} holds {share} of the {count} examples, and the classes of "
            f"{worst.path} still come in runs: two examples of one batch are "
            f"{worst.concentration:.0%} less often of different classes than two of the data",
            where=line(found),
            fix=fix,
        )
    if largest < size and len(found) == 1:
        return warn(
            f"{line(found)} holds fewer examples than {describe(formed[0])} takes: an example comes "
            f"at most {largest} places early, so batches keep nearly the same members in every "
            "epoch",
            where=line(found),
            fix=fix,
        )
    return None
