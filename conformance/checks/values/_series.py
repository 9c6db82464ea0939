"""Series that windows were cut from, and what the code held beside them, step by step."""

from __future__ import annotations

import re
from typing import Iterator, List, Optional, Tuple

import numpy as np

from conformance.facts.cuts import MOST_ROWS, Windows, squeezed
from conformance.records import Component, Held, Pass, Source

TIME = re.compile(
    r"(?:^|[^a-z])(date|day|time|timestamp|datetime|step|minute|hour|week|month|year)s?\b", re.I
)
MOST_COLUMNS = 16
SHORTEST = 4  # steps of a group, on the average: chosen


def beside(windows: Windows, held: Held) -> Iterator[Source]:
    """Arrays of one value for each step of the series."""
    steps = len(windows.source.value)
    for source in held.arrays:
        values = squeezed(source.value)
        if values.ndim == 1 and len(values) == steps:
            yield source


def columns(windows: Windows) -> List[np.ndarray]:
    """The columns of the series, as float64."""
    series = windows.source.value.reshape(len(windows.source.value), -1)[:, :MOST_COLUMNS]
    return [column for column in series.astype(np.float64).T if column.std() > 0]


def is_time(source: Source) -> bool:
    """Whether an array is dates, or is called as a clock or a calendar is."""
    return source.value.dtype.kind == "M" or bool(TIME.search(source.name))


def clock(source: Source) -> Optional[np.ndarray]:
    """Time stamps as numbers that grow with time; None for what is no time."""
    values = squeezed(source.value)
    if values.dtype.kind == "M":
        return values.astype("datetime64[ns]").astype(np.int64)
    if values.dtype.kind in "iuf":
        return values if TIME.search(source.name) else None
    try:
        return np.array([str(v) for v in values], "datetime64[ns]").astype(np.int64)
    except ValueError:
        return None


def runs(source: Source) -> Optional[np.ndarray]:
    """The first steps of all groups but the first, where each value of an array is one stretch."""
    values = squeezed(source.value)
    if values.dtype.kind == "O":
        values = values.astype(str)
    if values.dtype.kind not in "iuSU" or is_time(source):
        return None
    seams = np.flatnonzero(values[1:] != values[:-1]) + 1
    if not 0 < len(seams) <= len(values) / SHORTEST:
        return None  # a number for each row is no group
    return seams if len(np.unique(values)) == len(seams) + 1 else None


def crossing(windows: Windows, seams: np.ndarray) -> Tuple[int, int]:
    """(windows that hold a seam, windows)."""
    first = windows.found
    inside = np.searchsorted(seams, first, "right") != np.searchsorted(
        seams, first + windows.steps - 1, "right"
    )
    return int(inside.sum()), len(first)


def target_of(
    windows: Windows, held: Held, elements: Pass, ahead: range
) -> Optional[Tuple[str, int, np.ndarray]]:
    """(path of a target, how many steps after the last of a window it is, the series it is from).

    By their values, exactly; a target of several values by the first, and only where it begins after
    its window (an autoencoder gives back what it is given). None where it is at none of these steps of
    a series beside the windows or of one of their columns.
    """
    places = windows.starts >= 0
    for target in elements.role("y"):
        values = _first_values(target, len(windows.starts))
        if values is None or values.std() == 0 or (ahead.start < 1 and not _single(target)):
            continue
        series = [squeezed(source.value) for source in beside(windows, held)]
        for one in [*series, *columns(windows)]:
            if one.dtype.kind not in "iuf":
                continue
            found = _offset(one.astype(values.dtype), windows, values, places, ahead)
            if found is not None:
                return target.path, found, one
    return None


def _single(target: Component) -> bool:
    return target.rows is not None and target.rows.size == len(target.rows)


def _first_values(target: Component, rows: int) -> Optional[np.ndarray]:
    """The first value of each row of a target."""
    if target.rows is None or target.kind != "dense" or target.rows.dtype.kind != "f":
        return None
    flat = target.rows[:MOST_ROWS].reshape(min(len(target.rows), MOST_ROWS), -1)
    return flat[:, 0] if len(flat) == rows and flat.shape[1] else None


def _offset(
    series: np.ndarray, windows: Windows, values: np.ndarray, places: np.ndarray, steps: range
) -> Optional[int]:
    starts = windows.starts[places]
    for ahead in steps:
        at = starts + windows.steps - 1 + ahead
        inside = (at >= 0) & (at < len(series))
        if inside.mean() > 0.9 and np.array_equal(series[at[inside]], values[places][inside]):
            return ahead
    return None
