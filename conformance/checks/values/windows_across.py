"""Whether each window lies within one series."""

from __future__ import annotations

from math import comb
from typing import Any, List, Optional, Tuple

import numpy as np

from conformance.checks.values import _series
from conformance.facts.cuts import Windows
from conformance.records import Held, Source
from conformance.registry import Threshold, check, predicate
from conformance.results import Outcome, Passed, warn
from conformance.wording import share

SEAMS = 3  # fewer show no rule
USUAL = 0.9  # quantile of the steps within the groups: one in ten exceeds it
CHANCE = Threshold(
    1e-3,
    "chance that so many steps from one group to the next exceed what nine in ten steps within the "
    "groups do not, if the series goes on where the id changes",
    "the binomial distribution; the level was chosen",
)


@predicate("no windows of a series with the id of its groups beside it are told")
def series_of_groups(windows: List[Windows], held: Held) -> bool:
    return any(_groups(one, held) for one in windows)


def _groups(windows: Windows, held: Held) -> List[Tuple[Source, np.ndarray]]:
    found = ((source, _series.runs(source)) for source in _series.beside(windows, held))
    return [(s, seams) for s, seams in found if seams is not None and len(seams) >= SEAMS]


@check(
    "windows-across",
    group="values",
    title="no window runs from one series into the next",
    applies=(series_of_groups,),
    phase="compared",
    limits={"chance": CHANCE},
)
def windows_across(windows: List[Windows], held: Held, limits: Any) -> Outcome:
    """Windows cut from the series of several shops, sensors or patients laid end to end."""
    told = ""
    for one in windows:
        for source, seams in _groups(one, held):
            across, all_of_them = _series.crossing(one, seams)
            told = told or f"the windows of `{one.path}` with {source.called}"
            jump = _jumps(one, seams, limits.chance)
            if not across or jump is None:
                continue
            return warn(
                f"{share(across, all_of_them)} windows of `{one.path}` begin in one value of "
                f"{source.called} and end in the next: {len(seams) + 1} series were laid end to end and "
                f"cut as one, and the model is taught the step from one to the other ({jump})",
                expected=f"windows within one value of `{source.name}` each",
                actual=f"{across} of {all_of_them} windows hold two",
                where=one.path,
                component=one.path,
                fix=f"cut the windows for each value of `{source.name}` by itself, and join the "
                "datasets or arrays of windows afterwards",
            )
    return Passed(told)


def _jumps(windows: Windows, seams: np.ndarray, chance: float) -> Optional[str]:
    """What a series does at the seams, where that is more than it does within the groups."""
    within = np.ones(len(windows.source.value) - 1, bool)
    within[seams - 1] = False
    for column in _series.columns(windows):
        steps = np.abs(np.diff(column))
        usual = float(np.quantile(steps[within], USUAL))
        more = int((steps[~within] > usual).sum())
        if usual > 0 and _at_least(more, len(seams)) <= chance:
            return (
                f"{share(more, len(seams))} of these steps are larger than nine in ten steps within a "
                f"series, {usual:.3g}"
            )
    return None


def _at_least(count: int, of: int) -> float:
    """The chance of so many or more, each of which is one in ten."""
    return sum(comb(of, k) * (1 - USUAL) ** k * USUAL ** (of - k) for k in range(count, of + 1))
