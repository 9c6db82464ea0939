"""Whether an image and its mask get the same random changes."""

from __future__ import annotations

from typing import FrozenSet, Optional

from conformance.checks.randomness._plan import drawing, line
from conformance.records import Contract, Leaf, Node, Plan, Spec
from conformance.registry import check
from conformance.results import Finding, Skip

# Ops that move pixels: applied to an image and its mask they must use the same draw.
GEOMETRIC = ("Reverse", "ImageProjectiveTransform", "Slice", "Roll", "CropAndResize", "Transpose")


@check(
    "pair-augmented-apart",
    group="randomness",
    title="an image and its mask get the same random changes",
)
def pair_augmented_apart(plan: Plan, spec: Spec, contract: Optional[Contract] = None):
    root = plan.root
    if not root.randoms or not root.leaves or len(root.leaves) != len(root.randoms):
        return Skip("where draws go is not known")
    if contract is not None and contract.custom_train_step:
        return Skip("a train_step of its own may want two views of one example")
    draws = list(zip(root.leaves, root.randoms))
    for target, target_draws in draws:
        if target.role != "y" or not target_draws:
            continue
        for feature, feature_draws in draws:
            if feature.role != "x" or not _same_plane(feature, target) or not feature_draws:
                continue
            alone = target_draws - feature_draws
            if not alone or feature_draws & target_draws:
                continue
            stages = [
                n
                for n in drawing(plan.nodes())
                if n.function and n.function.random & (target_draws | feature_draws)
            ]
            if not any(_moves_pixels(n) for n in stages):
                continue
            return Finding(
                f"{line(stages)} changes {feature.path} and {target.path} by separate random draws "
                f"({len(feature_draws)} for {feature.path}, {len(target_draws)} for "
                f"{target.path}, none in common): the target no longer lies on its image",
                expected=f"one draw that moves {feature.path} and {target.path} together",
                actual="no draw in common",
                where=f"{feature.path}, {target.path}",
                fix="concatenate both along the channels before the random op and split after, or "
                "call tf.image.stateless_random_* on both with one seed drawn per example",
            )
    return None


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
