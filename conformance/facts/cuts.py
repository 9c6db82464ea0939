"""Where windows and tiles were cut: the place of each in an array that the user's code held.

Exact: a stretch of a source is told by a hash of its bits, and stretches that a source holds more
than once (a black border, a constant stretch) tell nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import List, Optional, Tuple

import numpy as np

from conformance.records import Component, Held, Pass, Source

MOST_VALUES = 2**20  # that are searched of one source, and four times as many of all
MOST_TILED = 2**18  # values of pictures in which tiles are looked up
MOST_ROWS = 1024  # windows that are looked up
SHARE = 0.5  # of the windows, from which on they are taken to be cut from a source
FEWEST = 8  # windows
BASE = np.uint64(0x9E3779B97F4A7C15)  # odd, so it has an inverse modulo 2**64


@dataclass(frozen=True)
class Windows:
    """Windows of a component found in a source along its first axis.

    ``starts`` is for each row that was looked up the first step of its window, -1 where it is in no
    or several places; ``steps`` the length of a window.
    """

    path: str
    source: Source
    starts: np.ndarray
    steps: int

    @property
    def found(self) -> np.ndarray:
        return self.starts[self.starts >= 0]


@dataclass(frozen=True)
class Tiles:
    """Tiles of a component found in pictures, (pictures, rows, columns, ...).

    ``lefts`` are the columns at which tiles begin, ``tops`` the rows; ``size`` of a tile and ``whole``
    of a picture are (rows, columns); ``pictures`` counts those of which a tile was found.
    """

    path: str
    source: Source
    tops: Tuple[int, ...]
    lefts: Tuple[int, ...]
    size: Tuple[int, int]
    whole: Tuple[int, int]
    pictures: int


def windows_of(elements: Pass, held: Held) -> List[Windows]:
    """For each feature of several steps, the windows in the source that holds most of them."""
    out = []
    for component in elements.role("x"):
        rows = _dense(component)
        if rows is None or rows.ndim < 2 or rows.shape[1] < 3:
            continue
        best: Optional[Windows] = None
        for source in _searched(held, rows, axes=1):
            one = _windows(component.path, rows, source)
            if one is not None and (best is None or len(one.found) > len(best.found)):
                best = one
        if best is not None:
            out.append(best)
    return out


def tiles_of(elements: Pass, held: Held) -> List[Tiles]:
    """For each component of pictures, the tiles in the larger pictures that hold them."""
    out = []
    for component in elements.components:
        rows = _dense(component)
        if rows is None or rows.ndim < 3:
            continue
        found = [_tiles(component.path, rows, s) for s in _searched(held, rows, axes=2)]
        out += [one for one in found if one is not None][:1]
    return out


def _dense(component: Component) -> Optional[np.ndarray]:
    """Rows without axes of length one at their end."""
    rows = component.rows
    if rows is None or component.kind != "dense" or rows.dtype.kind not in "iuf":
        return None
    return squeezed(rows) if len(rows) >= FEWEST else None


def squeezed(values: np.ndarray) -> np.ndarray:
    """Without axes of length one at the end."""
    while values.ndim > 1 and values.shape[-1] == 1:
        values = values[..., 0]
    return values


def _searched(held: Held, rows: np.ndarray, *, axes: int) -> List[Source]:
    """Arrays that could hold these rows: one more step or pixel, the rest of their shape."""
    out, values = [], 0
    for source in held.arrays:
        there = squeezed(source.value)
        if there.dtype.kind not in "iuf":
            continue
        if axes == 1:
            fits = there.shape[1:] == rows.shape[2:] and len(there) > rows.shape[1]
            fits = fits and there.size <= MOST_VALUES
        else:
            fits = there.ndim == rows.ndim and there.shape[3:] == rows.shape[3:]
            fits = fits and all(a >= b for a, b in zip(there.shape[1:3], rows.shape[1:3]))
            fits = fits and there.shape[1:3] != rows.shape[1:3] and there[0].size <= MOST_VALUES
        values += min(there.size, MOST_VALUES) if fits else 0
        if fits and values <= 4 * MOST_VALUES:
            out.append(source)
    return out


def _windows(path: str, rows: np.ndarray, source: Source) -> Optional[Windows]:
    held = squeezed(source.value).astype(rows.dtype)
    width = int(np.prod(held.shape[1:], dtype=np.int64))
    length = rows.shape[1] * width
    stretches = stretch_hashes(held.reshape(-1), length)[::width]
    wanted = stretch_hashes(rows[:MOST_ROWS].reshape(-1), length)[::length]
    order, single = once(stretches)
    places = np.searchsorted(stretches[order], wanted)
    places = np.minimum(places, len(order) - 1)
    starts = order[places]
    fits = (stretches[starts] == wanted) & single[places]
    starts = np.where(fits, starts, -1)
    if (starts >= 0).mean() < SHARE:
        return None
    return Windows(path, source, starts, rows.shape[1])


def _tiles(path: str, rows: np.ndarray, source: Source) -> Optional[Tiles]:
    """Looked up in the first pictures alone, where there are many."""
    held = squeezed(source.value)
    some = min(len(held), max(FEWEST, MOST_TILED // held[0].size))
    share = SHARE * some / len(held)
    held, rows = held[:some].astype(rows.dtype), rows[: max(FEWEST, MOST_VALUES // rows[0].size)]
    depth = int(np.prod(held.shape[3:], dtype=np.int64))
    high, wide = rows.shape[1:3]
    lines = held.reshape(len(held) * held.shape[1], -1)
    length = wide * depth
    stretches = stretch_hashes(lines.reshape(-1), length)
    at = np.arange(len(stretches))
    whole = at[(at % lines.shape[1]) % depth == 0]
    whole = whole[(whole % lines.shape[1]) + length <= lines.shape[1]]
    stretches = stretches[whole]
    order, alone = once(stretches)
    single = np.zeros(len(whole), bool)
    single[order] = alone
    given = stretch_hashes(np.ascontiguousarray(rows).reshape(-1), length)[::length]
    given = given.reshape(len(rows), high)
    if np.isin(given, stretches[single]).mean() < share:
        return None
    inside = single & np.isin(stretches, given)
    line, left = whole // lines.shape[1], (whole % lines.shape[1]) // depth
    first = single & np.isin(stretches, given[:, 0])
    return Tiles(
        path,
        source,
        tuple(np.unique(line[first] % held.shape[1]).tolist()),
        tuple(np.unique(left[inside]).tolist()),
        (int(high), int(wide)),
        (int(held.shape[1]), int(held.shape[2])),
        len(np.unique(line[inside] // held.shape[1])),
    )


def once(hashes: np.ndarray) -> Tuple[np.ndarray, np.ndarray]:
    """(order that sorts them, for each in that order whether it occurs once)."""
    order = np.argsort(hashes, kind="stable")
    ordered = hashes[order]
    same = ordered[1:] == ordered[:-1]
    alone = np.ones(len(order), bool)
    alone[1:] &= ~same
    alone[:-1] &= ~same
    return order, alone


def stretch_hashes(values: np.ndarray, length: int) -> np.ndarray:
    """A uint64 for each stretch of ``length`` values that follow one another.

    A polynomial modulo 2**64 of the mixed bits of the values, from differences of its sums.
    """
    bits = _bits(values)
    if len(bits) < length or length < 1:
        return np.zeros(0, np.uint64)
    inverse = np.uint64(pow(int(BASE), -1, 2**64))
    with np.errstate(over="ignore"):
        powers = np.cumprod(np.full(len(bits), BASE, np.uint64), dtype=np.uint64)
        back = np.cumprod(np.full(len(bits), inverse, np.uint64), dtype=np.uint64)
        sums = np.concatenate([np.zeros(1, np.uint64), np.cumsum(bits * powers, dtype=np.uint64)])
        count = len(bits) - length + 1
        mixed = (sums[length:] - sums[:-length]) * back[:count]
        return mixed ^ (mixed >> np.uint64(31))


def _bits(values: np.ndarray) -> np.ndarray:
    if values.dtype.kind == "f":
        values = (values + values.dtype.type(0)).astype(np.float64).view(np.uint64)
    bits = values.astype(np.uint64)
    with np.errstate(over="ignore"):
        bits = (bits ^ (bits >> np.uint64(29))) * np.uint64(0xBF58476D1CE4E5B9)
        return (bits ^ (bits >> np.uint64(32))) * np.uint64(0x94D049BB133111EB)
