"""Training against validation: what the two parts have in common that they should not, once for all.

Rows of one thing (a patient, a film, a picture and its copies) lie close together, and far from the
rows of other things. Count, for growing distances, the training rows around a validation row: in a
cloud without groups the logarithm of the count grows ever faster with that of the distance the closer
one looks, or as fast (the slope is the dimension of the cloud); between groups there is a stretch where
nothing comes, a dip of the slope. A dip that is there from validation to training says that the
things of one part are in the other. Where things were split apart, it is not.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import List, Optional, Sequence, Tuple

import numpy as np

from conformance.facts.associations import columns_of
from conformance.facts.chance import SURE, at_least, sampled
from conformance.facts.classes import Classes
from conformance.records import Component, Pass, Plan

TRAIN, HELD = 4096, 384  # rows that are compared at most
FEWEST_TRAIN, FEWEST_HELD = 128, 32  # rows below which a dip is chance
COLUMNS = 3  # of many values each: a grid of few values has dips of its own
STEP = 1.15  # factor from one distance to the next
FIRST, LAST = 0.05, 1 / 3  # mean count at the least distance, share of training rows at the largest
LEAST_COUNT = 0.4  # rows of training close to one of validation, on average
# Of the training rows in one thing at most, with and without classes.
MOST_SHARE = {True: 1 / 10, False: 1 / 32}
DEPTH = 0.35  # the dip's slope as a share of the dimension beyond it
DIMENSION = 3.0  # of the cloud beyond the dip
HUMP = 2.0  # times the dip's slope, the slope before it: a curve of one thing has no hump
EMPTY = 0.5  # slope of a dip that is no curve's, whose count grows with the distance itself
# Rows reached in any number of steps for each that one step reaches: people and frames 1.0 to 1.3, a curve
# with noise 1.7 and more, a surface 2.6 (tests/facts/test_parts.py has such sets).
CLOSED = 1.35
CHAIN = 2.0  # rows close on average, below which nothing could be reached by a second step
WALKS = 64  # rows from which it is walked
CLASS = 0.25  # of the rows of one class that lie so close: then the class is the thing


@dataclass(frozen=True)
class Near:
    """Validation rows that lie as close to training rows as rows of one thing do.

    ``covered`` of ``looked`` validation rows have a training row within ``distance`` (of columns
    scaled to deviation 1), ``count`` on average, where the cloud beyond explains ``expected``; the next
    row that is no such lies ``gap`` times as far as ``distance``. ``chance`` is log10 of the
    probability of so many in a cloud without groups.
    """

    path: str
    view: str
    looked: int
    covered: int
    count: float
    expected: float
    distance: float
    gap: float
    chance: float


@dataclass(frozen=True)
class Names:
    """A part of the file names that stands for a thing: ``groups`` of them in training.

    ``inside`` of ``files`` validation files name one of these, as ``example`` does; ``pair`` are
    two names of it, one of each part.
    """

    groups: int
    files: int
    inside: int
    example: str
    pair: Tuple[str, str]


@dataclass(frozen=True)
class Parts:
    """What the parts share beyond equal rows; None where nothing is, or nothing can be told.

    ``compared`` are the components whose distances could be looked at, ``listed`` the file names.
    """

    near: Optional[Near] = None
    names: Optional[Names] = None
    compared: Tuple[str, ...] = ()
    listed: int = 0


def parts_of(
    elements: Pass,
    validation: Pass,
    classes: Classes,
    validation_classes: Classes,
    plan: Optional[Plan] = None,
    validation_plan: Optional[Plan] = None,
) -> Parts:
    """The fact ``parts``."""
    compared, nearest = [], None
    for component in elements.role("x"):
        other = validation.component(component.path)
        if other is None or not _comparable(component, other):
            continue
        for view, train, held in _views(component, other):
            compared.append(component.path)
            labels = _labels(classes, validation_classes, component, other)
            found = near(train, held, labels)
            if found is not None and nearest is None:
                nearest = Near(component.path, view, *found)
    names, listed = None, 0
    if plan is not None and validation_plan is not None:
        for one, other_names in _columns_of_names(plan, validation_plan):
            listed += len(other_names)
            names = names or shared_names(one, other_names, classes)
    return Parts(nearest, names, tuple(dict.fromkeys(compared)), listed)


# --- rows close together ----------------------------------------------------------------------


def _comparable(component: Component, other: Component) -> bool:
    rows, held = component.rows, other.rows
    if rows is None or held is None or component.kind != "dense":
        return False
    if rows.dtype.kind not in "iuf" or rows.ndim < 2 or rows.shape[1:] != held.shape[1:]:
        return False
    measured = rows.dtype.kind == "f" or rows.ndim == 4
    return measured and len(rows) >= FEWEST_TRAIN and len(held) >= FEWEST_HELD


def _views(component: Component, other: Component) -> List[Tuple[str, np.ndarray, np.ndarray]]:
    """Plain numbers of both parts, each column in deviations of the training rows."""
    assert component.rows is not None
    assert other.rows is not None
    train = component.rows[sampled(len(component.rows), TRAIN)]
    held = other.rows[sampled(len(other.rows), HELD)]
    found = []
    for name, both in columns_of(np.concatenate([train, held])):
        if name not in ("values", "pooled pixels", "projections"):
            continue
        if name == "values" and component.rows.ndim == 4:
            continue
        one, two = both[: len(train)], both[len(train) :]
        fine = [len(np.unique(column)) > max(16, len(one) // 8) for column in one.T]
        deviation = one.std(axis=0)
        fine = np.asarray(fine) & (deviation > 1e-9)
        if fine.sum() < COLUMNS:
            continue
        middle = one.mean(axis=0)
        scaled = [np.clip((v - middle) / np.where(fine, deviation, 1), -8, 8) for v in (one, two)]
        found.append((name, scaled[0][:, fine], scaled[1][:, fine]))
    return found[:1]


Labels = Optional[Tuple[np.ndarray, np.ndarray]]


def _labels(classes: Classes, held: Classes, component: Component, other: Component) -> Labels:
    """The class of each row that is compared, in both parts; None where rows have none."""
    assert component.rows is not None
    assert other.rows is not None
    for path, ids in classes.items():
        if path in held and len(ids) == len(component.rows) and len(held[path]) == len(other.rows):
            return ids[sampled(len(ids), TRAIN)], held[path][sampled(len(held[path]), HELD)]
    return None


def near(train: np.ndarray, held: np.ndarray, labels: Labels = None) -> Optional[tuple]:
    """The fields of a Near behind path and view; None where there is no dip."""
    apart = distances(held, train)
    apart[apart < 1e-5 * np.sqrt(train.shape[1])] = np.inf  # equal rows are another question
    grid, counts = _counts(apart, len(train))
    if len(grid) < 6:
        return None
    rise = np.log(counts[2:] / counts[:-2]) / (2 * np.log(STEP))
    middle = np.sqrt(counts[2:] * counts[:-2])
    most = MOST_SHARE[labels is not None] * len(train)
    inside = np.flatnonzero((middle >= LEAST_COUNT) & (middle <= most))
    best: Optional[Tuple[int, float]] = None
    for place in inside.tolist():
        beyond = float(rise[place:].max())
        if beyond < DIMENSION or rise[place] > DEPTH * beyond:
            continue
        if rise[: place + 1].max() < HUMP * rise[place]:
            continue
        if best is None or rise[place] / beyond < rise[best[0]] / best[1]:
            best = (place, beyond)
    if best is None:
        return None
    place, beyond = best
    top = place + int(np.argmax(rise[place:])) + 1  # the middle of the steepest stretch
    distance = float(grid[place + 1])
    close = apart <= distance
    if labels is not None and _is_class(close, *labels):
        return None
    covered = int(close.any(axis=1).sum())
    count = float(close.sum() / len(held))
    expected = float(counts[top] * (distance / grid[top]) ** beyond)
    share = 1 - float(np.exp(-expected))
    chance = at_least(covered, len(held), share)
    unlikely = chance < SURE  # a walk takes longer than all before it
    walks = [at for at in range(place + 1, top + 1) if CHAIN <= counts[at] <= most]
    if unlikely and rise[place] > EMPTY:
        things = any(_closed(train, apart, float(grid[at])) for at in walks)
        if not things:
            return None
    gap = float(STEP ** (np.argmax(counts >= 2 * count) - np.argmax(counts >= count / 2)))
    return len(held), covered, count, expected, distance, gap, chance


def distances(one: np.ndarray, two: np.ndarray) -> np.ndarray:
    squares = (one**2).sum(axis=1)[:, None] + (two**2).sum(axis=1)[None] - 2 * one @ two.T
    return np.sqrt(np.maximum(squares, 0))


def _counts(apart: np.ndarray, rows: int) -> Tuple[np.ndarray, np.ndarray]:
    """Distances, and how many training rows lie within each, on average."""
    flat = np.sort(apart[np.isfinite(apart)])
    held = len(apart)
    if len(flat) < rows:
        return np.zeros(0), np.zeros(0)
    least = flat[max(1, int(FIRST * held))]
    largest = flat[min(len(flat) - 1, int(LAST * held * rows))]
    if least <= 0 or largest <= least * STEP:
        return np.zeros(0), np.zeros(0)
    grid = np.exp(np.arange(np.log(least), np.log(largest), np.log(STEP)))
    return grid, np.maximum(np.searchsorted(flat, grid, side="right"), 1) / held


def _closed(train: np.ndarray, apart: np.ndarray, distance: float) -> bool:
    """Whether the rows close to a row are close to one another and to no others: a thing, no curve."""
    first, reached = [], []
    for row in apart[:WALKS]:
        seen = row <= distance
        if not seen.any():
            continue
        first.append(int(seen.sum()))
        front = np.flatnonzero(seen)
        while len(front) and seen.sum() <= 2 * CLOSED * first[-1] + 2:
            beyond = (distances(train[front], train) <= distance).any(axis=0) & ~seen
            seen |= beyond
            front = np.flatnonzero(beyond)
        reached.append(int(seen.sum()))
    walked = len(first) >= len(apart[:WALKS]) / 2
    return walked and float(np.median(reached)) <= CLOSED * float(np.median(first))


def _is_class(close: np.ndarray, train: np.ndarray, held: np.ndarray) -> bool:
    """Whether what lies close is all that there is of a class."""
    alike = held[:, None] == train[None]
    pure = (close & alike).sum() / max(1, close.sum())
    whole = (close & alike).sum() / max(1, alike.sum())
    return bool(pure > 0.9 and whole > CLASS)


# --- names of things in the names of files ----------------------------------------------------

NAMES = 16  # files of each part
GROUPS = 8  # things in training: fewer are classes
LARGEST = 1 / 8  # of the files that one thing has at most
REPEATED = 0.5  # of the training files whose thing has another file there
INSIDE = 0.3  # of the validation files whose thing is in training
DATE = r"(?:19|20)\d\d[-_.]?(?:0\d|1[0-2])[-_.]?(?:[0-2]\d|3[01])"


def _columns_of_names(plan: Plan, held: Plan) -> List[Tuple[List[str], List[str]]]:
    """Columns of file names of both parts, the first of one with the first of the other."""
    return list(zip(_names(plan), _names(held)))


def _names(plan: Plan) -> List[List[str]]:
    columns = [c for node in plan.nodes() for c in node.attributes.get("texts") or []]
    path = re.compile(r"[\\/]|\.\w{1,5}$")
    return [c for c in columns if len(c) >= NAMES and all(path.search(n) for n in c)]


def shared_names(train: Sequence[str], held: Sequence[str], classes: Classes) -> Optional[Names]:
    """The beginnings of names (folder and all) that stand for things which both parts have."""
    if set(train) & set(held):
        return None  # the same files: another question
    one, two = [tokens(n) for n in train], [tokens(n) for n in held]
    if len({_kinds(t) for t in (*one, *two)}) != 1:
        return None
    labels = {
        len(classes.labels(path)) for path in classes
    }  # as many things as classes are classes
    for place in range(len(one[0]) - 1, 0, -1):
        groups = Counter(t[:place] for t in one)
        again = sum(size for size in groups.values() if size > 1)
        enough = len(groups) >= GROUPS and max(groups.values()) <= LARGEST * len(train)
        if not enough or again < REPEATED * len(train) or len(groups) in labels:
            continue
        inside = [i for i, t in enumerate(two) if t[:place] in groups]
        if len(inside) < INSIDE * len(held):
            return None  # the longest beginning that names things is in one part: split by it
        first = inside[0]
        twin = next(i for i, t in enumerate(one) if t[:place] == two[first][:place])
        example = "".join(two[first][:place]).strip("/\\_-. ")
        return Names(len(groups), len(held), len(inside), example, (train[twin], held[first]))
    return None


def tokens(name: str) -> Tuple[str, ...]:
    """Words, numbers and what separates them; a date is one, the file's ending none.

    A word that ends in digits (``patient12``) is two; digits and letters in another order (a hash)
    are one.
    """
    stem = re.sub(r"(?:\.[A-Za-z]\w{0,4}){1,2}$", "", name)
    out: List[str] = []
    for part in re.findall(rf"{DATE}|[A-Za-z0-9]+|[^A-Za-z0-9]+", stem):
        split = re.fullmatch(r"([A-Za-z]+)(\d+)", part)
        out += split.groups() if split else [part]
    return tuple(out)


def _kinds(parts: Tuple[str, ...]) -> Tuple[str, ...]:
    """What kind each token is: the same in all names of one pattern."""
    return tuple("n" if p.isdigit() else "a" if p.isalnum() else p for p in parts)
