"""Check: are images decoded with the bits that their files hold?"""

from __future__ import annotations

from typing import Any, Dict, FrozenSet, List, Tuple

from conformance.facts.nodes import describe
from conformance.records import Node, Plan
from conformance.registry import check, predicate
from conformance.results import Finding, Outcome, Passed, warn

EIGHT = 8  # bits of a pixel of most images, and what decoders give unless told otherwise
MAP = 3  # axes of targets from which they are a map and no class: (batch, height, width)


def _decoding(plan: Plan) -> List[Node]:
    """The stages that decode images to eight bits, with TensorFlow's ops alone."""
    return [
        node
        for node in plan.nodes()
        if node.function is not None and node.function.eight_bits and not node.function.python
    ]


@predicate("no function of the pipeline decodes images to 8 bits")
def decodes_eight_bits(plan: Plan) -> bool:
    """A stage decodes images, and none of them to more than eight bits."""
    return bool(_decoding(plan))


@check(
    "image-bits-cut",
    group="values",
    title="images keep the bits that their files hold",
    applies=(decodes_eight_bits,),
    phase="apart",
)
def image_bits_cut(plan: Plan) -> Outcome:
    """decode_png without dtype=tf.uint16 of a depth map: millimetres become steps of 256."""
    for node in _decoding(plan):
        file, name = _deep(node)
        if not file or any(name in origin for origin in _texts(node)):
            continue  # a later stage reads it
        return _finding(node, file, _is_target(plan.root, name))
    stages = ", ".join(dict.fromkeys(describe(node) for node in _decoding(plan)))
    return Passed(
        f"the bits that {stages} decodes with those of the files that reach it, as far as known"
    )


def _finding(node: Node, file: str, target: bool) -> Finding:
    text = (
        f"{describe(node)} decodes images to 8 bits, and {file} holds 16 bits a pixel: of each value only "
        "the upper byte is left (6,000 becomes 23), in steps of 256"
    )
    details: Dict[str, Any] = dict(
        expected="16 bits a pixel",
        actual="8 bits a pixel",
        where=describe(node),
        fix="tf.io.decode_png(..., dtype=tf.uint16), and scale by what a unit of the file means",
    )
    if target:
        return Finding(f"{text}; these are the targets", **details)
    return warn(f"{text} (where that is enough, save the images so)", **details)


def _texts(node: Node) -> List[FrozenSet[str]]:
    """Where the strings among the components of a node come from."""
    pairs = zip(node.leaves or [], node.origins or [])
    return [origin for leaf, origin in pairs if leaf.dtype == "string"]


def _is_target(root: Node, name: str) -> bool:
    """Whether a map of targets is made of the component, and no feature is: not a class, nor a copy."""
    made = [(leaf, name in origin) for leaf, origin in zip(root.leaves or [], root.origins or [])]
    maps = [
        leaf for leaf, of_it in made if of_it and leaf.role == "y" and len(leaf.shape or ()) >= MAP
    ]
    return bool(maps) and not any(of_it for leaf, of_it in made if leaf.role == "x")


def _deep(node: Node) -> Tuple[str, str]:
    """The first file of more than eight bits that reaches the node, and the name of its component."""
    for source in node.walk():
        bits, texts = source.attributes.get("bits", []), source.attributes.get("texts", [])
        leaves = [leaf for leaf in source.leaves or [] if leaf.dtype == "string"]
        if len(leaves) != len(texts):
            continue
        for depth, names, leaf in zip(bits, texts, leaves):
            if depth > EIGHT:
                name = names[0].replace("\\", "/").rsplit("/", 1)[-1]
                return f"`{name}`", leaf.key or leaf.path
    return "", ""
