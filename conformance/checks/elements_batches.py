"""Checks: is there one batch axis, of a size the model takes, and the same shapes all along?"""

from __future__ import annotations

from typing import List, Optional

from conformance.checks.elements_shapes import taken_apart
from conformance.facts.pairing import Pairing
from conformance.records import (
    SHUFFLES,
    Arguments,
    Build,
    Contract,
    Forward,
    Leaf,
    Node,
    Plan,
    Spec,
    Training,
)
from conformance.registry import check
from conformance.results import Finding
from conformance.wording import cause, shape_text

BATCHING = (
    "batch",
    "padded_batch",
    "map_and_batch",
    "dense_to_sparse_batch",
    "group_by_window",
    "bucket_by_sequence_length",
    "rebatch",
)
# Operations after which the axes in front are no longer those a batch put there.
RESHAPING = ("unbatch", "flat_map", "interleave", "window", "rebatch", "group_by_window")
# Layers that read a second axis of positions or members, which an inner batch may have made.
SEQUENCE_LAYERS = (
    "LSTM",
    "GRU",
    "SimpleRNN",
    "RNN",
    "Bidirectional",
    "TimeDistributed",
    "Conv1D",
    "SeparableConv1D",
    "DepthwiseConv1D",
    "Conv1DTranspose",
    "MaxPooling1D",
    "AveragePooling1D",
    "GlobalMaxPooling1D",
    "GlobalAveragePooling1D",
    "MultiHeadAttention",
    "Attention",
)
# Layers that take a whole window of rows in order.
WHOLE_WINDOW = ("Flatten", "Reshape")


@check(
    "batch-missing",
    group="elements",
    title="elements are batches",
    after=("pipeline-builds", "pipeline-iterates", "element-type"),
)
def batch_missing(
    pairing: Pairing,
    spec: Spec,
    build: Build,
    arguments: Optional[Arguments] = None,
    plan: Optional[Plan] = None,
    forward: Optional[Forward] = None,
    training: Optional[Training] = None,
):
    """Fit never batches a data set: without ``batch`` one example is read as a whole batch."""
    x = spec.role("x")
    if not x:
        return None
    if pairing.known and pairing.by == "position" and (pairing.missing or pairing.extra):
        return None  # another structure altogether: shapes of the first component say nothing
    if pairing.batch == "missing":
        pair = pairing.pairs[0]
        wanted, given = pair.input.shape, pair.component.shape
        text = (
            f"elements are single examples: {pair.component.path} is {shape_text(given)}, and the "
            f"input `{pair.input.path}` takes {shape_text(wanted)}, batch axis first"
        )
        return _batch_finding(text, shape_text(wanted), pair.component, build, arguments)
    if pairing.known:
        return None
    leaf = _unbatched(spec, plan)
    if leaf is not None:
        assert leaf.shape is not None
        axis = f"its axis of {leaf.shape[0]}" if leaf.shape else "it"
        text = (
            f"nothing in the pipeline batches: each element is one row of the source, {leaf.path} "
            f"{shape_text(leaf.shape)}, and Keras takes {axis} for the batch"
        )
        return _batch_finding(text, f"(None, *{leaf.shape})", leaf, build, arguments)
    if training is not None and "fit" in training.ran:
        return None
    return _too_few_axes(spec, build, forward, plan, arguments)


def _batch_finding(
    text: str, expected: str, leaf: Leaf, build: Build, arguments: Optional[Arguments]
) -> Finding:
    size = arguments.get("batch_size") if arguments is not None else None
    if size is not None and build.kind != "arrays":
        text += f"; `batch_size={size}` has no effect on a {build.kind}"
    fix = f"end the pipeline with `.batch({size or 32})`"
    if build.kind in ("generator", "sequence"):
        verb = "return" if build.kind == "sequence" else "yield"
        fix = f"{verb} {size or 32} examples at a time, stacked: fit does not batch a {build.kind}"
    return Finding(
        text,
        expected=expected,
        actual=shape_text(leaf.shape),
        where=leaf.path,
        fix=fix,
    )


def _unbatched(spec: Spec, plan: Optional[Plan]) -> Optional[Leaf]:
    """The first feature, when each element is exactly one row of arrays in memory.

    Rows of ``from_tensor_slices`` that pass no batching operation, at any depth, with the shapes
    the source gave them. Anything read, generated or reshaped on the way may be a batch already.
    """
    if plan is None or any(_batches(node) for node in plan.nodes()):
        return None
    sources = [node for node in plan.nodes() if not node.inputs]
    if not sources or any(node.op != "tensor_slices" for node in sources):
        return None
    if any(node.op in RESHAPING for node in plan.nodes()):
        return None
    shapes = {leaf.shape for node in sources for leaf in node.leaves or []}
    x = spec.role("x")[0]
    static = x.shape is not None and None not in x.shape and len(x.shape) > 0
    return x if static and x.shape in shapes else None


def _batches(node: Node) -> bool:
    inner = node.function.datasets if node.function is not None else frozenset()
    return node.op in BATCHING or any("Batch" in op for op in inner)


def _too_few_axes(
    spec: Spec,
    build: Build,
    forward: Optional[Forward],
    plan: Optional[Plan],
    arguments: Optional[Arguments],
) -> Optional[Finding]:
    """A model without declared inputs refuses an element with one axis less than it needs."""
    failure = forward.failure if forward is not None else None
    x = spec.role("x")
    if failure is None or len(x) != 1 or x[0].shape is None or "min_ndim=" not in failure.message:
        return None
    if plan is not None and any(_batches(node) for node in plan.nodes()):
        return None
    if build.kind == "dataset" and plan is None:
        return None
    y = spec.role("y")
    scalar = bool(y) and all(leaf.shape == () for leaf in y)
    if not scalar and not (len(x[0].shape) == 1 and build.kind != "arrays" and plan is not None):
        return None
    text = (
        f"elements are single examples: {x[0].path} is {shape_text(x[0].shape)}; {cause(failure)}"
    )
    return _batch_finding(text, "a batch axis first", x[0], build, arguments)


@check(
    "batch-twice",
    group="elements",
    title="elements are batched once",
    after=("pipeline-builds", "pipeline-iterates", "element-type", "targets-missing"),
)
def batch_twice(
    pairing: Pairing,
    spec: Spec,
    contract: Contract,
    plan: Optional[Plan] = None,
    training: Optional[Training] = None,
    forward: Optional[Forward] = None,
):
    """Dense works on the last axis of any rank, so a second batch axis trains without a word."""
    if pairing.batch == "double":
        if taken_apart(contract, training, forward):
            return None  # anchors and positives stacked: train_step takes the first axis apart
        pair = pairing.pairs[0]
        text = (
            f"elements have two batch axes: {pair.component.path} is "
            f"{shape_text(pair.component.shape)}, and the input `{pair.input.path}` takes "
            f"{shape_text(pair.input.shape)}"
        )
        return _twice(text, shape_text(pair.input.shape), pair.component, plan)
    if pairing.known or plan is None:
        return None
    nodes = _batch_nodes(plan)
    source = plan.chain()[-1]
    x = spec.role("x")
    if not x or x[0].shape is None:
        return None
    opened = any(node.op in RESHAPING for node in plan.chain())  # from_generator is a flat_map
    whole = source.op == "tensors" and not opened and len(nodes) == 1
    if whole and _size(nodes[0]) > 1 and len(x[0].shape) >= 3:
        text = (
            f"from_tensors yields all rows as one element, and `batch({_size(nodes[0])})` puts an "
            "axis "
            f"of 1 before it: {x[0].path} is {shape_text(x[0].shape)}"
        )
        return _twice(text, "one batch axis", x[0], plan)
    if len(nodes) < 2 or len(x[0].shape) < 3:
        return None
    outer, inner = nodes[0], nodes[1]
    shuffled = any(node.op in SHUFFLES for node in inner.walk())
    cut = inner.attributes.get("drop_remainder") is True
    windows = SEQUENCE_LAYERS if shuffled else (*SEQUENCE_LAYERS, *WHOLE_WINDOW)
    if any(fact.type in windows for fact in contract.layers) or (cut and not shuffled):
        return None  # the inner groups may be meant: windows of a series, sets, bags
    if not _kept_axis(outer, inner):
        return None
    text = (
        f"rows are batched twice, by {_size(inner)} and then by {_size(outer)}: {x[0].path} is "
        f"{shape_text(x[0].shape)}, and Dense layers accept the extra axis without a word"
    )
    return _twice(text, "one batch axis", x[0], plan)


def _batch_nodes(plan: Plan) -> List[Node]:
    """The batching operations of the main line, root first, back to the last reshaping one."""
    found = []
    for node in plan.chain():
        if node.op in RESHAPING or (node.function is not None and node.function.datasets):
            break
        if node.op in BATCHING:
            found.append(node)
    return found


def _size(node: Node) -> int:
    size = node.attributes.get("batch_size")
    return int(size) if isinstance(size, int) else 0


def _kept_axis(outer: Node, inner: Node) -> bool:
    """Whether the axis of the inner batch is still in front where the outer one collects.

    A map between the two may use it up: ``batch(2)`` makes pairs, a mean makes one row of many.
    """
    before = outer.inputs[0].leaves if outer.inputs else None
    made = inner.leaves
    if not before or not made or before[0].shape is None or made[0].shape is None:
        return False
    first, second = before[0].shape, made[0].shape
    return len(first) == len(second) and len(first) > 0 and first[0] == second[0]


def _twice(text: str, expected: str, leaf: Leaf, plan: Optional[Plan]) -> Finding:
    fix = "batch once: remove one of the two `.batch()` calls (a helper may batch already)"
    source = plan.chain()[-1] if plan is not None else None
    if plan is not None and source is not None and source.op == "tensors" and not _generated(plan):
        fix = (
            "use `from_tensor_slices`, which yields rows; `from_tensors` yields everything at once"
        )
    return Finding(
        text,
        expected=expected,
        actual=shape_text(leaf.shape),
        where=leaf.path,
        fix=fix,
    )


def _generated(plan: Plan) -> bool:
    """from_generator is built on ``from_tensors(0).flat_map(...)``."""
    return any(
        node.function is not None and any("Generator" in op for op in node.function.datasets)
        for node in plan.nodes()
    )
