"""Check: does what a stateful layer carries over belong to the rows that come next?"""

from __future__ import annotations

from typing import Optional, Union

import numpy as np

from conformance.checks.randomness_plan import describe
from conformance.records import SHUFFLES, Arguments, Build, Contract, Node, Pass, Plan
from conformance.registry import check
from conformance.results import Finding, Skip, warn
from conformance.wording import listed

# A row continues another if it begins as far from where that one ends as steps lie apart, on the whole.
# Where rows do not follow one another, they begin FAR times as far and more.
CLOSE, FAR = 2.0, 3.0
MOST = 0.9  # share of the rows that begin with the target of another
FOLLOWERS = 8  # fewer rows that follow one another may do so by chance
# Below these an element is many of what comes out, so their own order is another question.
OPENING = ("flat_map", "interleave", "parallel_interleave", "window", "unbatch")


@check(
    "stateful-shuffled",
    group="randomness",
    title="a stateful layer gets its rows in their order",
    after=("pipeline-iterates", "model-builds"),
)
def stateful_shuffled(
    build: Build,
    contract: Contract,
    elements: Pass,
    arguments: Arguments,
    plan: Optional[Plan] = None,
):
    """Row i of a batch goes on from the state that row i of the batch before left."""
    names = [fact.name for fact in contract.layers if fact.stateful]
    if not names:
        return Skip("no recurrent layer is stateful")
    if elements.batches < 2:
        return None
    where, fix = "", ""
    if build.kind == "arrays" and arguments.get("shuffle", True) is not False:
        where, fix = "fit(shuffle=True), its default for arrays", "fit(..., shuffle=False)"
    elif plan is not None:
        node = _shuffle(plan)
        where, fix = (describe(node), "leave shuffle out") if node is not None else ("", "")
    if not where:
        return None
    text = (
        f"{listed(names)} keeps its state from batch to batch (stateful=True), and {where} gives it "
        "other rows each time: what it remembers belongs to other sequences"
    )
    details = dict(
        expected="row i of each batch continues row i of the batch before",
        actual=where,
        where=where,
        fix=f"{fix}, and reset the states after each epoch; or stateful=False",
    )
    if contract.custom_train_step or contract.own_fit or arguments.get("callbacks"):
        return warn(f"{text}, unless the states are reset before every batch", **details)
    return Finding(text, **details)


def _shuffle(plan: Plan) -> Optional[Node]:
    """A shuffle of what the model gets, and not of the files or series it is cut from."""
    for node in plan.chain():
        if node.op in OPENING:
            return None
        if node.op in SHUFFLES:
            return node
    return None


@check(
    "stateful-inside-batch",
    group="randomness",
    title="what follows a row is in the next batch of a stateful layer",
    after=("pipeline-iterates", "stateful-shuffled", "batch-size-fixed"),
)
def stateful_inside_batch(contract: Contract, elements: Pass):
    """A series cut into rows that are batched as they come: row 1 goes on in row 2, not in batch 2."""
    names = [fact.name for fact in contract.layers if fact.stateful]
    if not names:
        return Skip("no recurrent layer is stateful")
    features = elements.role("x")
    size = elements.batch_sizes[0] if elements.batch_sizes else 0
    rows = features[0].rows if len(features) == 1 else None
    if rows is None or rows.ndim not in (2, 3) or rows.dtype.kind not in "iuf" or size < 2:
        return None
    rows = rows[: len(rows) // size * size].astype(np.float64)
    if rows.shape[1] < 2 or len(rows) - size < FOLLOWERS:
        return None
    said = _by_targets(rows, size, elements) or _by_distance(rows, size)
    if not said:
        return None
    return warn(
        f"{listed(names)} keeps its state from batch to batch (stateful=True): row i of a batch goes on "
        "from the state that row i of the batch before left. Here the rows follow one another inside "
        "the batch: what it remembers belongs to another part of the series, unless the states are reset",
        expected="row i of each batch continues row i of the batch before",
        actual=said,
        where=features[0].path,
        fix=f"cut the series into {size} long parts, and let batch k hold the k-th piece of each (batch "
        "each part, then zip or transpose them); or batch_size=1; or stateful=False",
    )


def _by_targets(rows: np.ndarray, size: int, elements: Pass) -> str:
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
    if inside < MOST or across > 1 - MOST:
        return ""
    return (
        f"{inside:.0%} of the rows begin with the target of the last step of the row before, {across:.0%} "
        "with that of the same row in the batch before"
    )


def _by_distance(rows: np.ndarray, size: int) -> str:
    """Whether rows begin one step from where the row before ends, and far from the batch before."""
    step = float(np.median(np.abs(np.diff(rows, axis=1))))
    apart = np.abs(rows[1:, 0] - rows[:-1, -1])
    inside = float(np.median(apart[_beside(len(rows), size)]))
    across = float(np.median(np.abs(rows[size:, 0] - rows[:-size, -1])))
    if not (step > 0 and inside <= CLOSE * step and across >= FAR * inside):
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
