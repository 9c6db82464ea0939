"""Exact relations between components, mined: which step of one is which step of another.

A relation is a fact about the data; whether it is a mistake depends on what the model is asked, so
a table of contradictions (in the checks) says which relation meets which contract.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import List, Optional

import numpy as np

from conformance.facts.padding import id_sequences
from conformance.records import Component, Pass

SEQUENCES = 16  # fewer say nothing
IDS = 4  # different ids: fewer agree by chance, or are an echo of bits
FARTHEST = 32  # steps to either side that are tried
# Of positions that agree under another shift: a series that repeats itself tells nothing.
CHANCE = 0.5
COMPARED = 200  # positions


@dataclass(frozen=True)
class Shift:
    """``target[:, t] == feature[:, t + steps]`` wherever both hold a step.

    ``positions`` were compared, all of which agree; ``otherwise`` is the largest share of positions
    that agree under any other shift.
    """

    feature: str
    target: str
    steps: int
    positions: int
    otherwise: float


def shifts(elements: Pass) -> List[Shift]:
    """Every pair of a feature and a target that are sequences of one kind of ids, moved."""
    found = []
    for feature in elements.role("x"):
        given = ids_of(feature)
        for target in elements.role("y") if given is not None else ():
            wanted = ids_of(target)
            if given is None or wanted is None or len(given) != len(wanted):
                continue
            shift = _shift(given, wanted)
            if shift is not None:
                found.append(Shift(feature.path, target.path, *shift))
    return found


def ids_of(component: Component) -> Optional[np.ndarray]:
    """(sequences, steps) of whole numbers; of one-hot rows their classes; None for what is neither."""
    ids = id_sequences(component)
    if ids is None:
        ids = _classes(component)
    if ids is None or ids.shape[1] < 3 or len(ids) < SEQUENCES:
        return None
    return ids if len(np.unique(ids)) >= IDS else None


def _most_common(ids: np.ndarray) -> float:
    values, counts = np.unique(ids, return_counts=True)
    return float(values[np.argmax(counts)])


def _classes(component: Component) -> Optional[np.ndarray]:
    rows = component.rows
    if rows is None or rows.dtype.kind not in "iuf" or rows.ndim != 3 or not component.integral:
        return None
    one_hot = rows.shape[2] >= IDS and np.isin(rows, (0, 1)).all() and (rows.sum(axis=2) == 1).all()
    return rows.argmax(axis=2) if one_hot else None


def _shift(given: np.ndarray, wanted: np.ndarray) -> Optional[tuple]:
    """(steps, positions, best share otherwise) of the shift under which all positions agree."""
    shares, often = {}, _most_common(wanted)
    reach = min(FARTHEST, max(given.shape[1], wanted.shape[1]) - 2)
    for steps in range(-reach, reach + 1):
        start, end = max(0, -steps), min(wanted.shape[1], given.shape[1] - steps)
        if end - start < 2:
            continue
        agree = wanted[:, start:end] == given[:, start + steps : end + steps]
        telling = wanted[:, start:end] != often  # padding agrees with padding under any shift
        shares[steps] = (float(agree[telling].mean()) if telling.any() else 1.0, int(agree.size))
        if shares[steps][0] == 1.0 and not agree.all():
            shares[steps] = (float(agree.mean()), int(agree.size))
    exact = [steps for steps, (share, size) in shares.items() if share == 1.0 and size >= COMPARED]
    if len(exact) != 1:
        return None
    otherwise = max(share for steps, (share, _) in shares.items() if steps != exact[0])
    if otherwise > CHANCE:
        return None
    return exact[0], shares[exact[0]][1], otherwise
