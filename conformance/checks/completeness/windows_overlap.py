"""Check: are windows of one series split so that training does not see the validation stretch?"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Optional, Tuple

import numpy as np

from conformance.observe import hashing
from conformance.records import Component, Pass
from conformance.registry import Threshold, check, predicate
from conformance.results import Finding, Outcome, Passed
from conformance.wording import listed, share

STEPS = 8  # shorter windows are not told from rows of a table
ROWS = 20
LARGE, FEW = 5_000_000, 4  # values from which only the first strides are tried


@predicate(f"no feature is windows of {STEPS} measured values or more, {ROWS} in each part")
def windows_in_both(elements: Pass, validation: Pass) -> bool:
    for component in elements.role("x"):
        other = validation.component(component.path)
        if other is not None and _windows(component) is not None and _windows(other) is not None:
            return True
    return False


@check(
    "windows-overlap",
    group="completeness",
    title="no validation window overlaps training windows on both sides",
    applies=(windows_in_both,),
    phase="compared",
    after={"split-leak": "whole rows that are shared are told by it"},
    limits={
        "seen": Threshold(
            0.3,
            "share of validation windows with a neighbour before and one after in training",
            "a split in time shares the windows at the cut, and on one side of them",
        ),
        "shifts": Threshold(24, "strides that are tried", "chosen, not measured: a day of hours"),
    },
)
def windows_overlap(elements: Pass, validation: Pass, limits: SimpleNamespace) -> Outcome:
    """A split in time shares at most the windows at the cut, and on one side of them."""
    for component in elements.role("x"):
        other = validation.component(component.path)
        found = None if other is None else _overlap(component, other, limits)
        if found is not None:
            shift, seen, count = found
            steps = component.rows.shape[1]  # type: ignore[union-attr]
            return Finding(
                f"{share(seen, count)} validation windows of `{component.path}` lie between two training "
                f"windows that are {shift} step(s) away, with {steps - shift} of {steps} values in common: "
                "the model has seen the answers, so the validation score measures memory",
                expected="training and validation windows from stretches apart",
                actual=f"{steps - shift} of {steps} values shared",
                where=component.path,
                component=component.path,
                fix="cut the series first (the first part for training, the rest for validation), then "
                "make windows of each part",
            )
    looked = [c.path for c in elements.role("x") if _windows(c) is not None]
    return Passed(
        f"stretches of the windows of {listed(looked)} in both parts: few lie between others"
    )


def _overlap(
    component: Component, other: Component, limits: SimpleNamespace
) -> Optional[Tuple[int, int, int]]:
    """(shift, validation windows with neighbours on both sides, validation windows looked at)."""
    train, held = _windows(component), _windows(other)
    if train is None or held is None or train.shape[1:] != held.shape[1:]:
        return None
    steps = train.shape[1]
    most = min(steps // 2, limits.shifts if train.size < LARGE else FEW)
    for shift in range(1, most + 1):
        earlier = np.isin(hashing.rows(held[:, :-shift]), hashing.rows(train[:, shift:]))
        if earlier.mean() < limits.seen:
            continue
        later = np.isin(hashing.rows(held[:, shift:]), hashing.rows(train[:, :-shift]))
        both = int((earlier & later).sum())
        if both >= limits.seen * len(held):
            return shift, both, len(held)
    return None


def _windows(component: Component) -> Optional[np.ndarray]:
    """(windows, steps, ...) of finely measured numbers; None for anything else."""
    rows = component.rows
    if rows is None or rows.dtype.kind != "f" or rows.ndim not in (2, 3) or component.integral:
        return None
    if rows.shape[1] < STEPS or len(rows) < ROWS:
        return None
    varied = rows.reshape(len(rows), -1).std(axis=1) > 0
    return rows[varied] if varied.sum() >= ROWS else None
