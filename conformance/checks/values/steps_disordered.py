"""Whether the steps of an example follow one another as time does."""

from __future__ import annotations

import re
from typing import Any, Dict, List, Optional, Tuple

import numpy as np

from conformance.checks.values import _series
from conformance.facts.cuts import Windows
from conformance.records import Component, Held, Names, Pass
from conformance.registry import Threshold, check, predicate
from conformance.results import Finding, Outcome, Passed, warn
from conformance.wording import share

FEWEST = 11  # steps: names of fewer are in the same order as texts and as numbers
MOST = 2000
EXTRA = 8  # steps of a film that are not among the inputs: those to foretell
ROWS = 256
ORDERS = 4000  # orders drawn at random
NEIGHBOURS = Threshold(
    0.8,
    "share of the steps whose most similar other step stands beside them when they are put in the "
    "order of numbers; of steps in no order about 2 in their number",
    "chosen",
)
FALLS = Threshold(0.9, "share of the steps of a series at which its time goes back", "chosen")
SHORTER = 0.9  # of the way as the steps stand: chosen; frames 1, 10, 11, ... had 0.5
ENDS = re.compile(r"\d+(?=\D*$)")  # the last number in a name


@predicate("no component has eleven steps or more, and no series with its time beside it is known")
def steps_told(elements: Pass, windows: List[Windows], held: Held) -> bool:
    return bool(_stepped(elements)) or any(_clocks(one, held) for one in windows)


def _stepped(elements: Pass) -> List[Component]:
    return [
        c
        for c in elements.role("x")
        if c.rows is not None and c.kind == "dense" and c.rows.dtype.kind in "iuf"
        if c.rows.ndim >= 3 and FEWEST <= c.rows.shape[1] <= MOST and len(c.rows) >= 8
    ]


def _clocks(windows: Windows, held: Held) -> List[Tuple[str, np.ndarray]]:
    found = []
    for source in _series.beside(windows, held):
        clock = _series.clock(source)
        if clock is not None and len(np.unique(clock)) > 0.9 * len(clock):
            found.append((source.called, clock))
    return found


@check(
    "steps-disordered",
    group="values",
    title="steps follow one another as time does",
    applies=(steps_told,),
    phase="compared",
    limits={"neighbours": NEIGHBOURS, "falls": FALLS},
)
def steps_disordered(elements: Pass, windows: List[Windows], held: Held, limits: Any) -> Outcome:
    """Frames in the order of their names (1, 10, 11, 2), a table with the newest row first."""
    for one in windows:
        for called, clock in _clocks(one, held):
            falls = np.diff(clock) < 0
            if falls.mean() >= limits.falls:
                return warn(
                    f"the windows of `{one.path}` are cut from {one.source.called}, beside which "
                    f"{called} falls at {share(int(falls.sum()), len(falls))} steps: the newest comes "
                    "first, so each window runs backwards and its target lies before it",
                    expected="rows in the order of time before windows are cut",
                    actual=f"{called} falls",
                    where=one.path,
                    component=one.path,
                    fix="sort by time (sort_values, np.argsort, or [::-1]) before windows are cut",
                )
    for component in _stepped(elements):
        found = _by_name(component, held.names, limits.neighbours)
        if found is not None:
            return found
    looked = [
        f"`{c.path}`, {c.rows.shape[1]} steps" for c in _stepped(elements) if c.rows is not None
    ]
    return Passed(", ".join([*looked, *(f"windows of `{w.path}`" for w in windows)][:4]))


def _by_name(component: Component, names: List[Names], limit: float) -> Optional[Finding]:
    """Steps that are in the order of the texts of numbers, 1 10 11 2, and continuous in that of numbers."""
    assert component.rows is not None
    steps = component.rows.shape[1]
    apart = _distances(component.rows[:ROWS])
    if apart is None:
        return None
    stands = _way(apart, np.arange(steps))
    for first in (1, 0):
        for count in range(steps, steps + EXTRA + 1):
            as_text = sorted(range(first, first + count), key=str)[:steps]
            order = np.argsort(as_text)
            there, way = _beside(apart, order), _way(apart, order)
            if there < limit or way > SHORTER * stands or not _shortest(apart, way):
                continue
            files = _unpadded(names, count)
            text = (
                f"the steps of `{component.path}` stand in the order of names, "
                f"{', '.join(map(str, as_text[:5]))}, ...: put in the order of their numbers, {there:.0%} "
                "of the steps are most like a step beside them, and the way from the first to the last is "
                f"{1 - way / stands:.0%} shorter than as they stand"
            )
            details: Dict[str, Any] = dict(
                expected=f"{first}, {first + 1}, {first + 2}, ...",
                actual=", ".join(map(str, as_text)) if steps < 32 else "the order of texts",
                where=component.path,
                component=component.path,
                fix="sort by the number in the name, key=lambda name: int(re.findall(r'\\d+', name)[-1]), "
                "or write names with leading zeros",
            )
            if files is None:
                return warn(text, **details)
            shown = ", ".join(files.texts[:3])
            return Finding(f"{text} (`{files.name}` of {files.holder}: {shown}, ...)", **details)
    return None


def _unpadded(names: List[Names], count: int) -> Optional[Names]:
    """A list of so many names that is sorted as texts are, and not by the numbers in it."""
    for one in names:
        found = [ENDS.search(text) for text in one.texts]
        if len(one.texts) != count or not all(found):
            continue
        numbers = [int(match.group()) for match in found if match is not None]
        if list(one.texts) == sorted(one.texts) and numbers != sorted(numbers):
            return one
    return None


def _distances(rows: np.ndarray) -> Optional[np.ndarray]:
    """Mean squared difference of every two steps, each step centred over the rows; None without any."""
    flat = rows.reshape(len(rows), rows.shape[1], -1)[:, :, :512].astype(np.float64)
    flat = np.nan_to_num(flat - flat.mean(axis=0))
    steps = flat.transpose(1, 0, 2).reshape(flat.shape[1], -1)
    squares = (steps**2).sum(axis=1)
    apart = squares[:, None] + squares[None] - 2 * steps @ steps.T
    return apart if (squares > 0).all() else None


def _beside(apart: np.ndarray, order: np.ndarray) -> float:
    """Share of the steps whose nearest other step is a neighbour in this order."""
    there = apart[np.ix_(order, order)].copy()
    np.fill_diagonal(there, np.inf)
    nearest = there.argmin(axis=1)
    return float((np.abs(nearest - np.arange(len(order))) == 1).mean())


def _way(apart: np.ndarray, order: np.ndarray) -> float:
    """The sum of the differences from step to step in this order."""
    return float(apart[order[1:], order[:-1]].sum())


def _shortest(apart: np.ndarray, way: float) -> bool:
    """Whether this way through the steps is shorter than all that are drawn."""
    random = np.random.RandomState(0)
    return all(way < _way(apart, random.permutation(len(apart))) for _ in range(ORDERS))
