"""Whether what follows a row is in the next batch of a stateful layer."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Optional, Union

import numpy as np

from conformance.checks.randomness.stateful_shuffled import stateful_layers, stateful_names
from conformance.records import Contract, Pass
from conformance.registry import Threshold, check, predicate
from conformance.results import Outcome, Passed, warn
from conformance.wording import listed

FOLLOWERS = 8  # fewer rows that follow one another may do so by chance


def _series(elements: Pass) -> Optional[np.ndarray]:
    """Whole batches of the one feature, (rows, steps) or (rows, steps, values) of float64."""
    features = elements.role("x")
    size = elements.batch_sizes[0] if elements.batch_sizes else 0
    rows = features[0].rows if len(features) == 1 else None
    if rows is None or rows.ndim not in (2, 3) or rows.dtype.kind not in "iuf" or size < 2:
        return None
    rows = rows[: len(rows) // size * size].astype(np.float64)
    return rows if rows.shape[1] >= 2 and len(rows) - size >= FOLLOWERS else None


@predicate(
    f"the features are not one series of numbers in batches of several rows, {FOLLOWERS} of which "
    "have a successor in the next batch"
)
def rows_of_steps(elements: Pass) -> bool:
    return _series(elements) is not None


@check(
    "stateful-inside-batch",
    group="randomness",
    title="what follows a row is in the next batch of a stateful layer",
    applies=(stateful_layers, rows_of_steps),
    phase="compared",
    after={"stateful-shuffled": "rows that are shuffled follow one another nowhere"},
    limits={
        "close": Threshold(
            2.0,
            "times the median distance of two steps: so far from the end of a row does the next begin",
            "chosen, not measured: 1 for a series that was cut, and a margin for noise",
        ),
        "far": Threshold(
            3.0,
            "times as far, at least, does the row of the next batch begin",
            "chosen, not measured: a series much the same everywhere is left alone",
        ),
        "most": Threshold(
            0.9,
            "share of the rows that begin with the target of another",
            "chosen, not measured: all but those at the seams of the series",
        ),
    },
)
def stateful_inside_batch(contract: Contract, elements: Pass, limits: SimpleNamespace) -> Outcome:
    """A series cut into rows that are batched as they come: row 1 goes on in row 2, not in batch 2."""
    rows = _series(elements)
    assert rows is not None  # rows_of_steps
    names = stateful_names(contract)
    size = elements.batch_sizes[0]
    path = elements.role("x")[0].path
    said = _by_targets(rows, size, elements, limits.most) or _by_distance(rows, size, limits)
    if not said:
        return Passed(
            f"the ends of {len(rows)} rows with the beginnings of the next rows, and with those of "
            "the same rows in the next batch: the next rows are not the ones that go on"
        )
    return warn(
        f"{listed(names)} keeps its state from batch to batch (stateful=True): row i of a batch goes on "
        "from the state that row i of the batch before left. Here the rows follow one another inside "
        "the batch: what it remembers belongs to another part of the series, unless the states are reset",
        expected="row i of each batch continues row i of the batch before",
        actual=said,
        where=path,
        component=path,
        fix=f"cut the series into {size} long parts, and let batch k hold the k-th piece of each (batch "
        "each part, then zip or transpose them); or batch_size=1; or stateful=False",
    )


def _by_targets(rows: np.ndarray, size: int, elements: Pass, most: float) -> str:
    """Where the target of the last step is what comes next: which row begins with it?"""
    targets = elements.role("y")
    wanted = targets[0].rows if len(targets) == 1 else None
    if wanted is None or wanted.dtype.kind not in "iuf":
        return ""
    wanted = wanted[: len(rows)]
    next_values = wanted[:, -1] if wanted.ndim == rows.ndim else wanted
    if next_values.shape != rows[:, 0].shape:
        return ""
    inside = _share(rows[1:, 0] == next_values[:-1], _beside(len(rows), size))
    across = _share(rows[size:, 0] == next_values[:-size])
    if inside < most or across > 1 - most:
        return ""
    return (
        f"{inside:.0%} of the rows begin with the target of the last step of the row before, {across:.0%} "
        "with that of the same row in the batch before"
    )


def _by_distance(rows: np.ndarray, size: int, limits: SimpleNamespace) -> str:
    """Whether rows begin one step from where the row before ends, and far from the batch before."""
    step = float(np.median(np.abs(np.diff(rows, axis=1))))
    apart = np.abs(rows[1:, 0] - rows[:-1, -1])
    inside = float(np.median(apart[_beside(len(rows), size)]))
    across = float(np.median(np.abs(rows[size:, 0] - rows[:-size, -1])))
    if not (step > 0 and inside <= limits.close * step and across >= limits.far * inside):
        return ""
    return (
        f"the next row of a batch begins {inside:.3g} from where a row ends, the row of the next batch "
        f"{across:.3g} (steps lie {step:.3g} apart)"
    )


def _beside(rows: int, size: int) -> np.ndarray:
    """Which of the rows but the last have their next row in the same batch."""
    return np.arange(rows - 1) % size != size - 1


def _share(equal: np.ndarray, chosen: Union[slice, np.ndarray] = slice(None)) -> float:
    rows = np.asarray(equal.reshape(len(equal), -1).all(axis=1))
    return float(rows[chosen].mean())
