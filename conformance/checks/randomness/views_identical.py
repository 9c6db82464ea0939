"""Check: are two views of one example two?"""

from __future__ import annotations

from itertools import combinations
from typing import Optional, Tuple

import numpy as np

from conformance.checks.randomness._plan import describe
from conformance.records import Component, Contract, Node, Pass, Plan
from conformance.registry import check
from conformance.results import warn

ENOUGH = 16  # examples: fewer may agree by chance (a flip that is not drawn)


@check(
    "views-identical",
    group="randomness",
    title="two random views of an example differ",
    after=("randomness-traced", "batch-missing", "batch-twice", "element-type"),
)
def views_identical(plan: Plan, elements: Pass, contract: Optional[Contract] = None):
    """The same draws made twice: a contrastive loss is then at its optimum from the start."""
    pair = _equal(elements, targets=contract is None or not contract.custom_train_step)
    stage = _drawn_twice(plan) if pair is not None else None
    if pair is None or stage is None:
        return None
    first, second = pair
    return warn(
        f"{describe(stage)} draws for {first.path} and for {second.path} separately and with the same "
        f"seed: both come out equal, value for value, in all {len(first.row_hashes)} examples, and "
        "there are no two views to compare",
        expected="two views of each example that differ",
        actual=f"{first.path} == {second.path}",
        where=f"{describe(stage)}: {first.path}, {second.path}",
        fix="draw a seed for each view: `seeds = tf.random.uniform((2, 2), maxval=2**30, "
        "dtype=tf.int32)`, then `augment(x, seeds[0]), augment(x, seeds[1])`",
    )


def _equal(elements: Pass, *, targets: bool) -> Optional[Tuple[Component, Component]]:
    """Two equal components. ``targets``: y is compared with the output, as in an autoencoder."""
    parts = [c for c in elements.components if c.role in ("x", "y") and c.kind == "dense"]
    for first, second in combinations(parts, 2):
        hashes = first.row_hashes
        if first.dtype != second.dtype or first.shapes != second.shapes:
            continue
        if targets and first.role != second.role:
            continue
        if len(hashes) >= ENOUGH and len(np.unique(hashes)) == 1:
            continue
        if len(hashes) >= ENOUGH and np.array_equal(hashes, second.row_hashes):
            return first, second
    return None


def _drawn_twice(plan: Plan) -> Optional[Node]:
    """A map that computes two outputs apart, each by draws, and by the same ones.

    An autoencoder is given one augmented image twice: that is one computation, and no mistake.
    """
    for node in plan.nodes():
        if node.op not in ("map", "map_and_batch") or node.function is None:
            continue
        for one, two in combinations(node.function.outputs, 2):
            if one.random and one.random == two.random and one.source != two.source:
                return node
    return None
