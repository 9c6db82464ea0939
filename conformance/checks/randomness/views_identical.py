"""Check: are two views of one example two?"""

from __future__ import annotations

from itertools import combinations
from types import SimpleNamespace
from typing import Optional, Tuple

import numpy as np

from conformance.facts.nodes import describe
from conformance.records import Component, Contract, Node, Pass, Plan
from conformance.registry import Threshold, check, predicate
from conformance.results import Outcome, Passed, warn


@predicate("no function draws for two outputs by the same draws")
def drawn_twice(plan: Plan) -> bool:
    return _drawn_twice(plan) is not None


@check(
    "views-identical",
    group="randomness",
    title="two random views of an example differ",
    applies=(drawn_twice,),
    phase="compared",
    after={"randomness-traced": "draws made while tracing are the same for that reason"},
    limits={
        "examples": Threshold(
            16,
            "fewer may agree by chance: a flip is not drawn for 16 examples once in 65,000 times",
            "0.5 ** 16, for one flip",
        )
    },
)
def views_identical(
    plan: Plan, elements: Pass, limits: SimpleNamespace, contract: Optional[Contract] = None
) -> Outcome:
    """The same draws made twice: a contrastive loss is then at its optimum from the start."""
    own = contract is not None and contract.custom_train_step
    pair = _equal(elements, targets=not own, fewest=limits.examples)
    stage = _drawn_twice(plan)
    if pair is None or stage is None:
        return Passed("components of one form, example by example: no two are equal throughout")
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


def _equal(elements: Pass, *, targets: bool, fewest: int) -> Optional[Tuple[Component, Component]]:
    """Two equal components. ``targets``: y is compared with the output, as in an autoencoder."""
    parts = [c for c in elements.components if c.role in ("x", "y") and c.kind == "dense"]
    for first, second in combinations(parts, 2):
        hashes = first.row_hashes
        if first.dtype != second.dtype or first.shapes != second.shapes:
            continue
        if targets and first.role != second.role:
            continue
        if len(hashes) >= fewest and len(np.unique(hashes)) == 1:
            continue
        if len(hashes) >= fewest and np.array_equal(hashes, second.row_hashes):
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
