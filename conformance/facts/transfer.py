"""Does what tells y from x in one half of training tell it in the other half, and in validation?

A ridge regression on plain views of the features, of far fewer columns than rows, is fitted to one
half of the training rows. What it has learnt holds in the other half; where it does not hold in validation,
the two parts are not one task: labels counted in another order, other preprocessing, columns in another
order, rows paired apart, or a column that knows its own row's answer (a target encoding).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import atanh, sqrt
from typing import Dict, List, Optional, Tuple

import numpy as np

from conformance.facts.associations import columns_of
from conformance.facts.chance import at_least, sampled, upper
from conformance.facts.classes import class_of_rows
from conformance.facts.parts import distances
from conformance.records import Component, Pass

TRAIN, HELD = 3000, 1000  # rows looked at
FEWEST_TRAIN, FEWEST_HELD = 160, 32
ROWS_EACH = 8  # training rows for each column: so few columns learn no rows by heart
COLUMNS = 128
CLASSES = 30
CLUMPED, CLOSER = 200, 1.1  # rows that are asked for their nearest; times as close as explained
RIDGE = 1.0  # in rows


@dataclass(frozen=True)
class Transfer:
    """How well the regression does where it was not fitted: in training, and in validation.

    ``kind`` "classes": share of right classes beyond chance (0 is chance, 1 all right); "numbers": the
    correlation with the target. ``chance`` is log10 of the probability of a validation skill so low
    if it were half that of training; ``renamed`` is the skill in validation after each class was given
    the name that it has there most often (class in training, in validation: ``names``).
    """

    target: str
    kind: str
    training: float
    validation: float
    rows: int
    chance: float
    renamed: float = 0.0
    names: Tuple[Tuple[int, int], ...] = ()


def transfers(elements: Pass, validation: Pass) -> List[Transfer]:
    """The fact: one for each target of classes or of one number in both parts."""
    found: List[Transfer] = []
    one = _features(elements, validation)
    if one is None:
        return found
    train, held = one
    for target in elements.role("y"):
        other = validation.component(target.path)
        wanted = _wanted(target, other) if other is not None else None
        if wanted is None or len(wanted[0]) < len(train) or len(wanted[1]) < len(held):
            continue
        made = _transfer(target.path, train, held, *wanted)
        if made is not None:
            found.append(made)
    return found


def _features(elements: Pass, validation: Pass) -> Optional[Tuple[np.ndarray, np.ndarray]]:
    """Views of all features side by side, in deviations of the training rows."""
    parts: List[Tuple[np.ndarray, np.ndarray]] = []
    for component in elements.role("x"):
        other = validation.component(component.path)
        rows, held = component.rows, None if other is None else other.rows
        if rows is None or held is None or rows.shape[1:] != held.shape[1:]:
            return None
        if len(rows) < FEWEST_TRAIN or len(held) < FEWEST_HELD or rows.dtype != held.dtype:
            return None
        picked, looked = sampled(len(rows), TRAIN), sampled(len(held), HELD)
        for _, both in columns_of(np.concatenate([rows[picked], held[looked]])):
            parts.append((both[: len(picked)], both[len(picked) :]))
    if not parts or len({len(a) for a, _ in parts}) != 1 or len({len(b) for _, b in parts}) != 1:
        return None
    train = np.concatenate([a for a, _ in parts], axis=1)
    held = np.concatenate([b for _, b in parts], axis=1)
    middle, deviation = train.mean(axis=0), train.std(axis=0)
    varied = deviation > 1e-9
    if not varied.any():
        return None
    train, held = (
        np.clip((p - middle)[:, varied] / deviation[varied], -8, 8) for p in (train, held)
    )
    most = min(COLUMNS, len(train) // 2 // ROWS_EACH)
    if train.shape[1] > most:
        # the directions in which training varies most
        _, vectors = np.linalg.eigh(train.T @ train)
        train, held = train @ vectors[:, -most:], held @ vectors[:, -most:]
    return train, held


def _wanted(target: Component, other: Component) -> Optional[Tuple[np.ndarray, np.ndarray, str]]:
    """The target of each row that is looked at, in both parts, and of what kind."""
    if target.rows is None or other.rows is None:
        return None
    picked, looked = sampled(len(target.rows), TRAIN), sampled(len(other.rows), HELD)
    ids, held_ids = class_of_rows(target), class_of_rows(other)
    if ids is not None and held_ids is not None:
        # of one class alone nothing can be told right or wrong: another question
        if 2 <= len(np.unique(ids)) <= CLASSES and len(np.unique(held_ids)) > 1:
            return ids[picked], held_ids[looked], "classes"
        return None
    if target.rows.dtype.kind not in "iuf" or target.rows[:1].size != 1 or other.rows[:1].size != 1:
        return None
    numbers = [rows.reshape(-1).astype(np.float64) for rows in (target.rows, other.rows)]
    if not all(np.isfinite(n).all() and n.std() > 1e-9 for n in numbers):
        return None
    return numbers[0][picked], numbers[1][looked], "numbers"


def _transfer(
    path: str, train: np.ndarray, held: np.ndarray, y: np.ndarray, held_y: np.ndarray, kind: str
) -> Optional[Transfer]:
    half = len(train) // 2
    if _clumped(train[:half], train[half:]):
        return None  # rows of one thing in both halves: what is learnt there is the thing
    labels = np.unique(y)
    wanted = (y[:, None] == labels) * 1.0 if kind == "classes" else y[:, None]
    middle = wanted[:half].mean(axis=0)
    left = train[:half]
    square = left.T @ left + RIDGE * np.eye(left.shape[1]) * sqrt(half)
    weights = np.linalg.solve(square, left.T @ (wanted[:half] - middle))
    guesses = [part @ weights + middle for part in (train[half:], held)]
    if kind == "numbers":
        return _numbers(path, guesses[0][:, 0], y[half:], guesses[1][:, 0], held_y)
    given = [labels[guess.argmax(axis=1)] for guess in guesses]
    skills = [_skill(guess, truth, labels) for guess, truth in zip(given, (y[half:], held_y))]
    share = skills[1][1] + (1 - skills[1][1]) * max(0.0, skills[0][0]) / 2
    wrong = int((given[1] != held_y).sum())
    chance = at_least(wrong, len(held_y), 1 - share)
    renamed, names = _renamed(given[1], held_y, labels)
    return Transfer(path, kind, skills[0][0], skills[1][0], len(held_y), chance, renamed, names)


def _clumped(one: np.ndarray, two: np.ndarray) -> bool:
    """Whether rows lie closer to the nearest of the other half than the rest of the cloud explains.

    Distances to the k-th nearest grow as k to the power of one over the dimension; the dimension is
    that of the far ones. A looser test than that of ``near``: it only holds back what would be said.
    """
    apart = np.sort(distances(two[:CLUMPED], one), axis=1)
    places = [max(1, len(one) // part) - 1 for part in (8, 4, 2)]
    far = np.log(np.maximum(apart[:, places], 1e-12))
    growth = max(float(np.median(far[:, i + 1] - far[:, i])) / np.log(2) for i in (0, 1))
    nearest = np.median(far[:, 0] - np.log(np.maximum(apart[:, 0], 1e-12)))
    return bool(nearest > growth * np.log(places[0] + 1) + np.log(CLOSER))


def _skill(guess: np.ndarray, truth: np.ndarray, labels: np.ndarray) -> Tuple[float, float]:
    """(share right beyond chance as a share of what there is, share right by chance): Cohen's kappa."""
    right = float((guess == truth).mean())
    by_chance = float(sum((guess == label).mean() * (truth == label).mean() for label in labels))
    return (right - by_chance) / max(1 - by_chance, 1e-9), by_chance


def _renamed(
    guess: np.ndarray, truth: np.ndarray, labels: np.ndarray
) -> Tuple[float, Tuple[Tuple[int, int], ...]]:
    """The skill under the best renaming of classes, the most frequent pairs first, and what it renames."""
    table = np.array([[((guess == a) & (truth == b)).sum() for b in labels] for a in labels])
    names: Dict[int, int] = {}
    while table.max() >= 0 and len(names) < len(labels):
        one, two = np.unravel_index(int(table.argmax()), table.shape)
        names[int(labels[one])] = int(labels[two])
        table[one], table[:, two] = -1, -1
    told = np.array([names.get(int(label), int(label)) for label in guess])
    moved = tuple((one, two) for one, two in sorted(names.items()) if one != two)
    return _skill(told, truth, labels)[0], moved


def _numbers(
    path: str, guess: np.ndarray, y: np.ndarray, held_guess: np.ndarray, held_y: np.ndarray
) -> Transfer:
    one, two = _correlation(guess, y), _correlation(held_guess, held_y)
    gap = atanh(min(one, 0.999) / 2) - atanh(max(-0.999, min(two, 0.999)))
    error = sqrt(1 / max(1, len(y) - 3) + 1 / max(1, len(held_y) - 3))
    return Transfer(path, "numbers", one, two, len(held_y), upper(gap / error))


def _correlation(one: np.ndarray, two: np.ndarray) -> float:
    if one.std() < 1e-12 or two.std() < 1e-12:
        return 0.0
    ranks = [np.argsort(np.argsort(part)).astype(np.float64) for part in (one, two)]
    return float(np.corrcoef(ranks[0], ranks[1])[0, 1])
