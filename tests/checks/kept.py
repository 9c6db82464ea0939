"""Arrays that the user's code held, and windows and tiles cut from them, for the tests of checks."""

from __future__ import annotations

from typing import Any

import numpy as np

from conformance.records import Held, Names, Source


def held(**arrays: Any) -> Held:
    """Arrays by name, as ``load`` held them; tuples of texts are lists of names."""
    made = Held()
    for name, value in arrays.items():
        if isinstance(value, tuple):
            made.names.append(Names(name, "load", value))
        else:
            made.arrays.append(Source(name, "load", np.asarray(value)))
    return made


def walk(steps: int, columns: int = 1, *, seed: int = 0) -> np.ndarray:
    """A random walk of float32, (steps, columns) or (steps,)."""
    made = np.random.RandomState(seed).normal(size=(steps, columns)).cumsum(axis=0)
    return (made if columns > 1 else made[:, 0]).astype(np.float32)


def cut(series: np.ndarray, steps: int, *, stop: int = 0) -> np.ndarray:
    """Windows of so many steps, one from each step on; the last ``stop`` starts are left out."""
    return np.stack([series[i : i + steps] for i in range(len(series) - steps + 1 - stop)])
