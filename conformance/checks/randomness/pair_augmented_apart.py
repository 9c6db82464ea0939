"""Whether an image and its mask get the same random changes."""

from __future__ import annotations

from typing import FrozenSet, Iterator, List, Tuple

from conformance.facts.applicability import keras_steps
from conformance.facts.nodes import drawing, line
from conformance.records import Leaf, Node, Plan
from conformance.registry import APART, check, predicate
from conformance.results import Finding, Outcome, Passed

# Ops that move pixels: applied to an image and its mask they must use the same draw.
GEOMETRIC = ("Reverse", "ImageProjectiveTransform", "Slice", "Roll", "CropAndResize", "Transpose")

Drawn = Tuple[Leaf, FrozenSet[str]]  # a component, and the draws that it depends on


def _pairs(plan: Plan) -> Iterator[Tuple[Drawn, Drawn]]:
    """Every feature with a target of its height and width, where draws change both."""
    root = plan.root
    if not root.randoms or not root.leaves or len(root.leaves) != len(root.randoms):
        return
    draws = [(leaf, keys) for leaf, keys in zip(root.leaves, root.randoms) if keys]
    for target in draws:
        for feature in draws:
            roles = (feature[0].role, target[0].role)
            if roles == ("x", "y") and _same_plane(feature[0], target[0]):
                yield feature, target


@predicate("no feature and target of one height and width are both changed by draws")
def planes_drawn(plan: Plan) -> bool:
    return next(_pairs(plan), None) is not None


@check(
    "pair-augmented-apart",
    group="randomness",
    title="an image and its mask get the same random changes",
    applies=(planes_drawn, keras_steps),
    phase=APART,
)
def pair_augmented_apart(plan: Plan) -> Outcome:
    """The draws that a feature and a target of one plane depend on: one that moves both, or none."""
    compared: List[str] = []
    for (feature, mine), (target, theirs) in _pairs(plan):
        compared.append(f"{feature.path} and {target.path}")
        if mine & theirs:
            continue
        keys = mine | theirs
        stages = [n for n in drawing(plan.nodes()) if n.function and n.function.random & keys]
        if not any(_moves_pixels(node) for node in stages):
            continue
        return Finding(
            f"{line(stages)} changes {feature.path} and {target.path} by separate random draws "
            f"({len(mine)} for {feature.path}, {len(theirs)} for "
            f"{target.path}, none in common): the target no longer lies on its image",
            expected=f"one draw that moves {feature.path} and {target.path} together",
            actual="no draw in common",
            where=f"{feature.path}, {target.path}",
            fix="concatenate both along the channels before the random op and split after, or "
            "call tf.image.stateless_random_* on both with one seed drawn per example",
        )
    return Passed(
        f"the draws that {', '.join(compared)} depend on: those that move pixels are shared"
    )


def _same_plane(a: Leaf, b: Leaf) -> bool:
    """Images of one height and width; shapes with the batch axis: (B, H, W) or (B, H, W, C)."""
    if a.shape is None or b.shape is None or len(a.shape) < 3 or len(b.shape) < 3:
        return False
    if max(len(a.shape), len(b.shape)) < 4:
        return False
    return a.shape[1:3] == b.shape[1:3]


def _moves_pixels(node: Node) -> bool:
    ops: FrozenSet[str] = node.function.ops if node.function else frozenset()
    return any(op.startswith(name) for op in ops for name in GEOMETRIC)
