"""How a tf.data pipeline is built: one version-neutral tree, read from its serialised graph.

``DatasetToGraphV2`` is a raw op with a stable schema: op names were equal on all 18 minors from
2.4 to 2.21 for 28 kinds of pipeline. Cardinalities and element specs come from the Python
objects, matched with the graph nodes along the way.
"""

from __future__ import annotations

import re
from typing import Any, Dict, FrozenSet, List, Optional, Tuple

from conformance import compat
from conformance.observe import files
from conformance.observe.flow import Library
from conformance.observe.specs import of_element, spec_leaf
from conformance.records import UNKNOWN, Function, Node, Plan

MAX_EMBEDDED = 256 * 2**20  # bytes of constants beyond which the graph is not serialised
MAX_ROWS = 100_000  # of a column of text or ids that is kept to compare names
MAX_LISTED = 16  # a constant of more values than this is not read into an attribute

# Graph op -> our name, where dropping "Dataset" and the version does not give it.
NAMES = {
    "ParallelMap": "map",
    "ParallelInterleave": "interleave",
    "ParallelBatch": "batch",
    "MapAndBatch": "map_and_batch",
    "ParallelFilter": "filter",
    "CacheDataset": "cache",
    "TensorSlice": "tensor_slices",
    "Tensor": "tensors",
    "ShuffleAndRepeat": "shuffle_and_repeat",
    "AnonymousSeedGenerator": "seed",
    "DirectedInterleave": "choose",
    "SamplingDataset": "sample",
    "ExperimentalIgnoreErrors": "ignore_errors",
    "TextLine": "text_lines",
    "TFRecord": "tfrecords",
    "FixedLengthRecord": "fixed_length_records",
    "ExperimentalCSV": "csv",
    "CSV": "csv",
    "LegacyParallelInterleave": "interleave",
}
BATCHING = ("batch", "padded_batch", "map_and_batch", "dense_to_sparse_batch", "group_by_window")
SOURCES = ("tensor_slices", "tensors", "range", "tfrecords", "text_lines", "csv", "generator")
# Ops whose output components are the input's, one for one.
PASSING = (
    "shuffle",
    "batch",
    "padded_batch",
    "prefetch",
    "cache",
    "repeat",
    "take",
    "skip",
    "shard",
    "options",
    "assert_cardinality",
    "filter",
    "unbatch",
    "ignore_errors",
    "finalize",
    "model",
    "snapshot",
    "take_while",
    "rebatch",
    "shuffle_and_repeat",
)


def read(dataset: Any, small: Any = None) -> Plan:
    """The plan of a dataset.

    Args:
        dataset: a ``tf.data.Dataset``.
        small: the same pipeline over sources cut to a few rows, serialised instead when given
            (for sources too large to embed in a graph).

    Raises:
        ValueError: the graph cannot be had (too large to serialise).
    """
    embedded = compat.embedded_bytes(dataset)
    if small is None and embedded > MAX_EMBEDDED:
        raise ValueError(f"{embedded >> 20} MB of arrays are embedded in the pipeline's graph")
    graph = serialise(small if small is not None else dataset)
    reader = _Reader(graph)
    root = reader.tree()
    _attach(root, dataset)
    _trace_origins(root)
    return Plan(
        root=root,
        deterministic=_deterministic(root, dataset),
        embedded_bytes=embedded,
        external_state=external_state(small if small is not None else dataset),
    )


def serialise(dataset: Any, *, policy: int = 1) -> Any:
    """The GraphDef of a dataset; policy 1 ignores external state, 2 refuses it."""
    tf = compat.tensorflow()
    variant = tf.data.experimental.to_variant(dataset)
    data = tf.raw_ops.DatasetToGraphV2(
        input_dataset=variant, external_state_policy=policy, strip_device_assignment=True
    )
    graph = tf.compat.v1.GraphDef.FromString(data.numpy())
    if not len(graph.node):
        raise ValueError("the pipeline's graph is too large to serialise (protobuf's 2 GB)")
    return graph


def external_state(dataset: Any) -> Optional[str]:
    """The stateful op tf.data refuses to serialise, as a checkpoint or a service would meet it."""
    try:
        serialise(dataset, policy=2)
    except compat.tensorflow().errors.FailedPreconditionError as error:
        return str(error).split(" is stateful")[0].split()[-1]
    return None


def _deterministic(root: Node, dataset: Any) -> Optional[bool]:
    return compat.deterministic_option(dataset)


class _Reader:
    """The dataset nodes of one GraphDef as a tree of Nodes."""

    def __init__(self, graph: Any):
        tf = compat.tensorflow()
        self.graph = graph
        self.by_name = {node.name: node for node in graph.node}
        self.library = Library(graph)
        scratch = tf.Graph()
        with scratch.as_default():
            tf.graph_util.import_graph_def(graph, name="")
        self.scratch = scratch

    def tree(self) -> Node:
        end = next(node for node in self.graph.node if node.op == "_Retval")
        root, names = self._node(end.input[0].split(":")[0])
        waiting = [(root, names)]  # no recursion: a chain may be longer than Python's stack
        while waiting:
            node, names = waiting.pop()
            for name in names:
                child, upstream = self._node(name)
                node.inputs.append(child)
                waiting.append((child, upstream))
        return root

    def _node(self, name: str) -> Tuple[Node, List[str]]:
        """A node without its inputs, and their names."""
        raw = self.by_name[name]
        attributes: Dict[str, Any] = {}
        inputs: List[str] = []
        arguments = self._argument_names(name, raw)
        for argument, source in zip(arguments, [i for i in raw.input if not i.startswith("^")]):
            upstream = self.by_name[source.split(":")[0]]
            if "Dataset" in upstream.op and upstream.op != "DatasetToGraphV2":
                inputs.append(upstream.name)
            elif upstream.op == "Const":
                attributes[argument] = _constant(upstream)
            else:
                attributes.setdefault(argument, f"<{upstream.op}>")
        function = None
        for key, value in raw.attr.items():
            which = value.WhichOneof("value")
            if which == "func" and key in ("f", "predicate", "reduce_func", "key_func"):
                read_function = self.library.function(value.func.name)
                function = (
                    read_function if key in ("f", "predicate") or function is None else function
                )
            elif which in ("b", "i", "f"):
                attributes[key] = getattr(value, which)
            elif which == "s" and key != "metadata":
                attributes[key] = value.s.decode("utf8", "replace")
        return Node(_our_name(raw.op), raw.op, attributes, [], function), inputs

    def _argument_names(self, name: str, raw: Any) -> List[str]:
        op = self.scratch.get_operation_by_name(name)
        names: List[str] = []
        for argument in op.op_def.input_arg:
            count = 1
            if argument.number_attr:
                count = raw.attr[argument.number_attr].i
            elif argument.type_list_attr:
                count = len(raw.attr[argument.type_list_attr].list.type)
            names += [argument.name] * count
        return names


def _constant(node: Any) -> Any:
    """A small constant's value; parse_tensor, since make_ndarray fails on string contents."""
    tf = compat.tensorflow()
    tensor = node.attr["value"].tensor
    dtype = tf.dtypes.as_dtype(tensor.dtype)
    count = 1
    for dimension in tensor.tensor_shape.dim:
        count *= dimension.size
    if dtype in (tf.resource, tf.variant) or count > MAX_LISTED:
        return f"<{dtype.name} {[d.size for d in tensor.tensor_shape.dim]}>"
    value = tf.io.parse_tensor(tensor.SerializeToString(), dtype).numpy()
    return value.tolist() if hasattr(value, "tolist") else value


def _our_name(op: str) -> str:
    base = re.sub(r"V\d+$", "", op)
    base = base.replace("Dataset", "") or base
    base = NAMES.get(base, base)
    base = re.sub(r"^(Parallel|Experimental)(?=[A-Z])", "", base)
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", base).lower()


# --- matching with the Python objects ---------------------------------------------------------


def _class_name(dataset: Any) -> str:
    name = type(dataset).__name__.lstrip("_")
    return _our_name(name if "Dataset" in name else name + "Dataset")


def _attach(root: Node, dataset: Any) -> None:
    """Give nodes their cardinality and element, walking object and graph side by side."""
    waiting = [(root, dataset)]
    while waiting:
        waiting += _attach_one(*waiting.pop())


def _attach_one(node: Node, dataset: Any) -> List[Tuple[Node, Any]]:
    """Give one node what its object knows; the pairs of node and object upstream.

    Python wrappers without a graph node (options before 2.6, restructured and variant datasets)
    are stepped over.
    """
    for _ in range(12):
        ups = compat.upstream(dataset)
        if _class_name(dataset) == node.op or len(ups) != 1:
            break
        if node.inputs and _class_name(ups[0]) != node.op and len(ups) == len(node.inputs):
            deeper = [_class_name(d) for d in _line(dataset)]
            if node.op not in deeper:
                break
        dataset = ups[0]
    node.cardinality = compat.cardinality(dataset)
    if node.op == "tensor_slices":
        node.attributes["texts"], node.attributes["ids"] = _columns(dataset)
        node.attributes["bits"] = [files.png_bits(texts) for texts in node.attributes["texts"]]
    spec = of_element(dataset.element_spec, spec_leaf)
    node.leaves = spec.leaves
    ups = compat.upstream(dataset)
    # Data sets that a function captures are further inputs of its node, and none of the object's.
    captured = node.function is not None and len(ups) == 1 < len(node.inputs)
    return list(zip(node.inputs, ups)) if captured or len(ups) == len(node.inputs) else []


def _columns(dataset: Any) -> Tuple[List[List[str]], List[List[int]]]:
    """The columns of text and of whole numbers among the arrays of a source.

    As a rule these are file names, and the classes that were read off their folders.
    """
    texts, ids = [], []
    for tensor in compat.held_tensors(dataset):
        shape = compat.shape_of(getattr(tensor, "shape", None))
        if (
            not shape
            or len(shape) > 1
            or (shape[0] or 0) > MAX_ROWS
            or not hasattr(tensor, "numpy")
        ):
            continue
        dtype = compat.dtype_name(getattr(tensor, "dtype", ""))
        if dtype == "string":
            texts.append([text.decode("utf8", "replace") for text in tensor.numpy().tolist()])
        elif dtype in ("int32", "int64"):
            ids.append(tensor.numpy().tolist())
    return texts, ids


def _line(dataset: Any) -> List[Any]:
    out = []
    while True:
        out.append(dataset)
        ups = compat.upstream(dataset)
        if len(ups) != 1:
            return out
        dataset = ups[0]


# --- where each component comes from ----------------------------------------------------------


def _trace_origins(root: Node) -> None:
    counter = [0]
    for node in root.inputs_first():
        _origins(node, counter)


def _fresh(node: Node) -> None:
    """Origins of a source: its own component paths."""
    names = [leaf.key or leaf.path for leaf in node.leaves or []]
    node.origins = [frozenset({name}) for name in names]


def _origins(node: Node, counter: List[int]) -> None:
    """Where the components of one node come from, once its inputs know."""
    width = _width(node)
    if not node.inputs or any(child.origins is None for child in node.inputs):
        if not node.inputs:
            _fresh(node)
        node.branches = [frozenset()] * width
        node.randoms = [frozenset()] * width
        return
    if node.op == "zip":
        node.origins, node.branches, node.randoms = [], [], []
        for child in node.inputs:
            counter[0] += 1
            mark = frozenset({counter[0]}) if _reordered(child) else frozenset()
            node.origins += child.origins or []
            node.branches += [b | mark for b in child.branches or []]
            node.randoms += child.randoms or []
        return
    child = node.inputs[0]
    if node.op in ("map", "map_and_batch") and node.function and node.function.outputs:
        node.origins, node.branches, node.randoms = [], [], []
        for output in node.function.outputs:
            picks = [i for i in sorted(output.inputs) if i < len(child.origins or [])]
            node.origins.append(_union(child.origins, picks))
            node.branches.append(_union(child.branches, picks))
            node.randoms.append(_union(child.randoms, picks) | output.random)
    elif node.op in PASSING and len(node.inputs) == 1:
        node.origins, node.branches = child.origins, child.branches
        node.randoms = child.randoms
    else:
        _fresh(node)
        node.branches = [frozenset()] * width
        node.randoms = [frozenset()] * width
        if node.op in ("concatenate", "choose") and len(child.origins or []) == width:
            node.origins = child.origins
    if node.origins is not None and len(node.origins) != width:
        _fresh(node)
        node.branches = [frozenset()] * width
        node.randoms = [frozenset()] * width


def _width(node: Node) -> int:
    return len(node.leaves or [])


def _union(sets: Optional[List[FrozenSet]], picks: List[int]) -> FrozenSet:
    return frozenset().union(*[(sets or [])[i] for i in picks]) if picks else frozenset()


def _reordered(node: Node) -> Optional[Tuple]:
    """What reorders this branch by chance: its shuffles, as far as two could agree."""
    shuffles = [n for n in node.walk() if n.op in ("shuffle", "shuffle_and_repeat")]
    return tuple(shuffle_key(n) for n in shuffles) or None


def shuffle_key(node: Node) -> Tuple:
    seeds = (node.attributes.get("seed"), node.attributes.get("seed2"))
    return (node.attributes.get("buffer_size"), *seeds)


def functions(root: Node) -> List[Function]:
    return [node.function for node in root.walk() if node.function is not None]


def known(cardinality: Optional[int]) -> bool:
    return cardinality is not None and cardinality != UNKNOWN
