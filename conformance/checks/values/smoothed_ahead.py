"""Whether the inputs of a forecast were smoothed with values that are yet to come."""

from __future__ import annotations

from typing import Any, List, Optional, Tuple

import numpy as np

from conformance.checks.values import _series
from conformance.facts.cuts import Windows, squeezed
from conformance.records import Held, Pass, Source
from conformance.registry import Threshold, check, predicate
from conformance.results import Finding, Outcome, Passed

REACH = 24  # steps to either side that a filter may use
STEPS = 500  # of a series: with fewer the chance of what is found is not below one in a million
MOST_STEPS = 1500
ALIKE = 0.3  # correlation with the raw series: an average keeps more (nine steps of noise, 0.33)
FITS = Threshold(
    0.99, "share of the variance of the inputs that a filter of the raw series explains", "chosen"
)
BETTER = Threshold(
    10.0,
    "times by which the unexplained variance falls when steps to come are used: over 500 steps the "
    "chance of a twofold fall is below one in a million by the F-test",
    "the F distribution with 24 and 400 degrees of freedom",
)
POSITIVE = 0.7  # |sum| of a filter's weights over the sum of their sizes: an average, no difference
TAPS = 3  # weights: fewer are a series that was moved
FARTHEST = 64  # steps after a window in which its target is looked for


@predicate("no target is a later step of a series that the windows were cut from")
def forecasts(windows: List[Windows], held: Held, elements: Pass) -> bool:
    return any(_ahead(one, held, elements) is not None for one in windows)


@check(
    "smoothed-ahead",
    group="values",
    title="inputs of a forecast hold nothing of the steps to come",
    applies=(forecasts,),
    phase="compared",
    limits={"fits": FITS, "better": BETTER},
)
def smoothed_ahead(windows: List[Windows], held: Held, elements: Pass, limits: Any) -> Outcome:
    """A centred average, a filter run both ways or a denoised whole before the windows are cut."""
    told = []
    for one in windows:
        after = _ahead(one, held, elements)
        if after is None:
            continue
        target, ahead = after
        told.append(f"the windows of `{one.path}` with `{target}`, {ahead} steps after their last")
        found = _smoothed(one, held, limits)
        if found is None:
            continue
        raw, steps, part = found
        own = f", that of the target {ahead} ahead among them" if steps >= ahead else ""
        return Finding(
            f"`{one.path}` is cut from {one.source.called}, which is an average of {raw.called} over "
            f"steps to both sides: the last step of a window holds values of up to {steps} steps to "
            f"come{own}, which no forecaster has. Scores on data that were smoothed the same way are "
            f"too good (the chance of such a fit without them is below one in a million)",
            expected="inputs made of what is known at the last step of their window",
            actual=f"{part:.0%} of the weight of the average lies on later steps",
            where=one.path,
            component=one.path,
            fix="smooth with past steps alone (a trailing window, center=False where pandas rolls, "
            "lfilter in place of filtfilt), or smooth each window by itself after it is cut",
        )
    return Passed("; ".join(told))


def _ahead(windows: Windows, held: Held, elements: Pass) -> Optional[Tuple[str, int]]:
    """(path of a target, how many steps after the last of a window it is), by their values."""
    found = _series.target_of(windows, held, elements, range(1, FARTHEST + 1))
    return None if found is None else found[:2]


def _smoothed(windows: Windows, held: Held, limits: Any) -> Optional[Tuple[Source, int, float]]:
    """(raw series, steps to come that its average uses, their share of the weight)."""
    steps = len(windows.source.value)
    if steps < STEPS:
        return None
    for source in _series.beside(windows, held):
        if source.value.dtype.kind != "f" or not np.isfinite(source.value).all():
            continue
        raw = squeezed(source.value).astype(np.float64)[:MOST_STEPS]
        for column in _series.columns(windows):
            found = _filter(column[:MOST_STEPS], raw, limits)
            if found is not None:
                return (source, *found)
    return None


def _filter(smooth: np.ndarray, raw: np.ndarray, limits: Any) -> Optional[Tuple[int, float]]:
    """(farthest step to come, share of the weight on them) of the filter that makes one of the other."""
    if raw.std() == 0 or not np.isfinite(smooth).all() or smooth.std() == 0:
        return None
    alike = float(np.corrcoef(smooth, raw)[0, 1])
    if not ALIKE < alike < 1 - 1e-9:
        return None
    count = len(raw) - 2 * REACH
    lags = np.stack([raw[REACH + k : REACH + k + count] for k in range(-REACH, REACH + 1)], axis=1)
    wanted = smooth[REACH : REACH + count]
    whole = wanted.var()
    past, _ = _left(lags[:, : REACH + 1], wanted)
    both, weights = _left(lags, wanted)
    floor = 1e-9 * whole  # rounding to float32
    if 1 - both / whole < limits.fits or past + floor < limits.better * (both + floor):
        return None
    if abs(weights.sum()) < POSITIVE * np.abs(weights).sum():
        return None
    heavy = np.abs(weights) > 0.01 * np.abs(weights).max()
    ahead = heavy[REACH + 1 :]
    if not ahead.any() or heavy.sum() < TAPS:
        return None
    part = float(np.abs(weights[REACH + 1 :]).sum() / np.abs(weights).sum())
    return int(np.flatnonzero(ahead)[-1]) + 1, part


def _left(lags: np.ndarray, wanted: np.ndarray) -> Tuple[float, np.ndarray]:
    """(variance that a linear filter leaves unexplained, its weights)."""
    centred = lags - lags.mean(axis=0)
    weights = np.linalg.lstsq(centred, wanted - wanted.mean(), rcond=None)[0]
    return float((wanted - wanted.mean() - centred @ weights).var()), weights
