"""Series that windows were cut from, and what the code held beside them, step by step."""

from __future__ import annotations

import re
from typing import Iterator, List, Optional, Tuple

import numpy as np

from conformance.facts.cuts import Windows, squeezed
from conformance.records import Held, Source

TIME = re.compile(
    r"(?:^|[^a-z])(date|day|time|timestamp|datetime|step|minute|hour|week|month|year)s?\b", re.I
)
MOST_COLUMNS = 16


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
    return seams if len(seams) and len(np.unique(values)) == len(seams) + 1 else None


def crossing(windows: Windows, seams: np.ndarray) -> Tuple[int, int]:
    """(windows that hold a seam, windows)."""
    first = windows.found
    inside = np.searchsorted(seams, first, "right") != np.searchsorted(
        seams, first + windows.steps - 1, "right"
    )
    return int(inside.sum()), len(first)
