"""Check: are images decoded with the bits that their files hold?"""

from __future__ import annotations

from typing import Optional, Tuple

from conformance.checks.randomness_plan import describe
from conformance.records import Node, Plan
from conformance.registry import check
from conformance.results import Finding, warn

EIGHT = 8


@check(
    "image-bits-cut",
    group="values",
    title="images keep the bits that their files hold",
    after=("pipeline-iterates",),
)
def image_bits_cut(plan: Plan):
    """decode_png without dtype=tf.uint16 of a depth map: millimetres become steps of 256."""
    node = next((n for n in plan.nodes() if n.function and n.function.eight_bits), None)
    if node is None:
        return None
    file, name = _deep(node)
    if not file:
        return None
    target = any(
        leaf.role == "y" and name in origin
        for leaf, origin in zip(plan.root.leaves or [], plan.root.origins or [])
    )
    text = (
        f"{describe(node)} decodes images to 8 bits, and {file} holds 16 bits a pixel: of each value only "
        "the upper byte is left (6,000 becomes 23), in steps of 256"
    )
    details = dict(
        expected="16 bits a pixel",
        actual="8 bits a pixel",
        where=describe(node),
        fix="tf.io.decode_png(..., dtype=tf.uint16), and scale by what a unit of the file means",
    )
    if target:
        return Finding(f"{text}; these are the targets", **details)
    return warn(f"{text} (where that is enough, save the images so)", **details)


def _deep(node: Node) -> Tuple[str, Optional[str]]:
    """The first file of more than eight bits that reaches the node, and the name of its component."""
    for source in node.walk():
        bits, texts = source.attributes.get("bits", []), source.attributes.get("texts", [])
        leaves = [leaf for leaf in source.leaves or [] if leaf.dtype == "string"]
        for position, (depth, names) in enumerate(zip(bits, texts)):
            if depth > EIGHT:
                leaf = leaves[position] if len(leaves) == len(texts) else None
                name = names[0].replace("\\", "/").rsplit("/", 1)[-1]
                return f"`{name}`", (leaf.key or leaf.path) if leaf else None
    return "", None
