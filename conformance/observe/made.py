"""The datasets that a traced function makes: does what it returns end, and where does it begin?"""

from __future__ import annotations

from typing import Any, Dict

# Dataset ops that hand on every element (or a piece of each) of the one dataset they read.
KEEPING_ALL = (
    "ShuffleDataset",
    "PrefetchDataset",
    "BatchDataset",
    "ParallelBatchDataset",
    "PaddedBatchDataset",
    "MapDataset",
    "ParallelMapDataset",
    "CacheDataset",
    "OptionsDataset",
)
CALLS = ("PartitionedCall", "StatefulPartitionedCall")


def endless(functions: Dict[str, Any], definition: Any) -> bool:
    """Whether a function returns a dataset on whose one line to the source a ``repeat()`` stands.

    Ops that may end what they read (take, zip, a filter of the user's) leave it open, and the
    answer is no.
    """
    nodes = {node.name: node for node in definition.node_def}
    returned = list(definition.signature.output_arg)
    reference = definition.ret[returned[0].name] if len(returned) == 1 else ""
    for _ in nodes:
        node = nodes.get(_name(reference))
        if node is None or not node.input:
            return False
        if node.op.startswith("Repeat") and "Dataset" in node.op:
            return _number(nodes.get(_name(node.input[1]))) < 0
        if node.op in CALLS and node.attr["f"].func.name in functions:
            return endless(functions, functions[node.attr["f"].func.name])
        if node.op != "Identity" and not node.op.startswith(KEEPING_ALL):
            return False
        reference = node.input[0]
    return False


def skips(definition: Any) -> bool:
    """Whether a function skips a number of elements that is no constant."""
    nodes = {node.name: node for node in definition.node_def}
    counts = [node.input[1] for node in definition.node_def if node.op == "SkipDataset"]
    found = [nodes.get(_name(reference)) for reference in counts]
    return any(node is None or node.op != "Const" for node in found)


def _name(reference: str) -> str:
    return reference.lstrip("^").split(":")[0]


def _number(node: Any) -> int:
    """A whole number held in the graph; 0 for what is not."""
    if node is None or node.op != "Const":
        return 0
    tensor = node.attr["value"].tensor
    if tensor.int64_val:
        return int(tensor.int64_val[0])
    return int.from_bytes(tensor.tensor_content, "little", signed=True)
