"""The pipeline as a graph: each stage, and what it does to counts, shapes, kinds, order and chance."""

from __future__ import annotations

from typing import Any, Dict, List, Optional, Tuple

from conformance.facts.nodes import BATCHES, describe, reshuffles, shuffles_inside
from conformance.records import INFINITE, SHUFFLES, UNKNOWN, Leaf, Node, Plan

MOST = 80  # stages that are drawn: those nearest to the model
SHOWN = 6  # components of an element
TEXT = {
    "assert_cardinality": "says how many there are",
    "cache": "keeps the elements of the first epoch, and gives these in every later one",
    "choose": "takes from one input or another, as a further data set says",
    "concatenate": "one input after the other",
    "csv": "reads lines of CSV",
    "enumerate": "numbers the elements",
    "filter": "drops what its function says no to",
    "flat_map": "each element becomes a data set, read one after the other",
    "generator": "runs Python code that yields elements",
    "group_by_window": "forms batches of elements with one key",
    "ignore_errors": "drops elements that raise, without a word",
    "interleave": "each element becomes a data set, several read in turns",
    "map": "computes each element anew",
    "options": "sets options",
    "prefetch": "makes the next elements while the model trains",
    "range": "counts",
    "sample": "draws from its inputs by chance",
    "snapshot": "keeps the elements on disk",
    "tensor_slices": "the rows of arrays in memory",
    "tensors": "one element: whole arrays",
    "text_lines": "reads lines of text files",
    "tfrecords": "reads TFRecord files",
    "unbatch": "takes batches apart",
    "zip": "one element of each input side by side",
}
COUNTED = {
    "batch": "{} at a time",
    "padded_batch": "{} at a time, padded to the longest",
    "map_and_batch": "computes each anew, {} at a time",
    "repeat": "goes through its input {} times",
    "shard": "keeps one of {} parts",
    "shuffle": "draws from a buffer of {}",
    "shuffle_and_repeat": "draws from a buffer of {}, over and over",
    "skip": "drops the first {}",
    "take": "keeps the first {}",
    "window": "windows of {}",
}
KEYS = ("batch_size", "buffer_size", "count", "num_shards", "size")


def stages_of(plan: Plan) -> Dict[str, Any]:
    """Stages from source to model.

    Returns:
        ``stages``: dicts with id, name, function (or ""), does (a sentence), count, element (one text
        a component), changes (what is another than upstream), random, reorders, inputs (ids);
        ``left_out``: how many stages further upstream are not among them.
    """
    nearest = list(plan.root.walk())
    kept = nearest[:MOST]
    numbers = {id(node): place for place, node in enumerate(reversed(kept))}
    stages = [_stage(node, numbers) for node in reversed(kept)]
    return {"stages": stages, "left_out": len(nearest) - len(kept)}


def _stage(node: Node, numbers: Dict[int, int]) -> Dict[str, Any]:
    function = node.function
    before = node.inputs[0] if len(node.inputs) == 1 else None
    return {
        "id": numbers[id(node)],
        "name": describe(node),
        "op": node.op,
        "function": function.name if function is not None else "",
        "does": _does(node),
        "count": _elements(node.cardinality),
        "element": [_leaf(leaf) for leaf in (node.leaves or [])[:SHOWN]],
        "left_out": max(0, len(node.leaves or []) - SHOWN),
        "changes": _changes(before, node),
        "random": _random(node),
        "reorders": node.op in SHUFFLES or shuffles_inside(node),
        "python": bool(function is not None and function.python),
        "inputs": [numbers[id(child)] for child in node.inputs if id(child) in numbers],
    }


def _does(node: Node) -> str:
    value = next((node.attributes[key] for key in KEYS if key in node.attributes), None)
    if node.op in COUNTED:
        amount = f"{value:,}" if isinstance(value, int) and value >= 0 else "many"
        text = COUNTED[node.op].format("endlessly many" if value == -1 else amount)
        if node.op == "repeat" and value == -1:
            text = "goes through its input without end"
        if node.op in SHUFFLES:
            text += ", anew in each epoch" if reshuffles(node) else ", in the same order each epoch"
        if node.op in BATCHES and node.attributes.get("drop_remainder") is True:
            text += "; what is left over is dropped"
        return text
    return TEXT.get(node.op, "")


def _random(node: Node) -> str:
    """Why the stage's outcome is drawn, "" where it is not."""
    if node.function is not None and node.function.random:
        return "its function draws numbers"
    if reshuffles(node):
        return "draws another order in each epoch"
    if shuffles_inside(node):
        return "shuffles what it reads"
    return "draws which input is next" if node.op == "sample" else ""


def _count(cardinality: Optional[int]) -> str:
    if cardinality is None or cardinality == UNKNOWN:
        return "not known"
    return "without end" if cardinality == INFINITE else f"{cardinality:,}"


def _elements(cardinality: Optional[int]) -> str:
    if cardinality is None or cardinality == UNKNOWN:
        return "elements, how many is not known"
    if cardinality == INFINITE:
        return "elements without end"
    return "1 element" if cardinality == 1 else f"{cardinality:,} elements"


def _leaf(leaf: Leaf) -> str:
    shape = "unknown shape" if leaf.shape is None else str(tuple(leaf.shape)).replace("None", "?")
    return f"{leaf.path} {leaf.dtype} {shape}"


def _changes(before: Optional[Node], node: Node) -> List[str]:
    """What is another after the stage than before it: count, number of components, shapes, dtypes."""
    if before is None:
        return []
    out = []
    if before.cardinality != node.cardinality and _known(before, node):
        out.append(f"count {_count(before.cardinality)} → {_count(node.cardinality)}")
    old, new = before.leaves or [], node.leaves or []
    if old and new and len(old) != len(new):
        out.append(f"components {len(old)} → {len(new)}")
        return out
    for one, two in zip(old[:SHOWN], new[:SHOWN]):
        words = _moved(one, two)
        if words:
            out.append(f"{two.path}: {', '.join(words)}")
    return out


def _moved(one: Leaf, two: Leaf) -> List[str]:
    pairs: List[Tuple[str, str]] = [(one.dtype, two.dtype)]
    shapes = [str(leaf.shape).replace("None", "?") for leaf in (one, two)]
    pairs.append((shapes[0], shapes[1]))
    return [f"{old} → {new}" for old, new in pairs if old != new]


def _known(before: Node, node: Node) -> bool:
    return before.cardinality is not None and node.cardinality is not None
