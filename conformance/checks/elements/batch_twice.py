"""Whether elements are batched once."""

from __future__ import annotations

from typing import List, Optional

from conformance.checks.elements._batches import BATCHING, RESHAPING, generated
from conformance.checks.elements._shapes import taken_apart
from conformance.facts.applicability import features_given
from conformance.facts.pairing import Pairing
from conformance.records import SHUFFLES, Contract, Forward, Leaf, Node, Plan, Spec, Training
from conformance.registry import check, predicate
from conformance.results import Finding, Outcome, Passed
from conformance.wording import counted, shape_text

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


@predicate("the model declares no inputs, and nothing tells how its elements were batched")
def batching_shown(
    pairing: Pairing,
    spec: Spec,
    contract: Contract,
    plan: Optional[Plan] = None,
    training: Optional[Training] = None,
    forward: Optional[Forward] = None,
) -> bool:
    """Inputs say how many axes there are to be, or the plan which of them come from batching."""
    if taken_apart(contract, training, forward):
        return False  # anchors and positives stacked: train_step takes the first axis apart
    x = spec.role("x")
    return pairing.known or (plan is not None and bool(x) and x[0].shape is not None)


@check(
    "batch-twice",
    group="elements",
    title="elements are batched once",
    applies=(features_given, batching_shown),
    phase="well-formed",
    after={"targets-missing": "what was to be y was packed into x, as an axis of it"},
    per_part=True,
)
def batch_twice(
    pairing: Pairing,
    spec: Spec,
    contract: Contract,
    plan: Optional[Plan] = None,
) -> Outcome:
    """Dense works on the last axis of any rank, so a second batch axis trains without a word."""
    if pairing.batch == "double":
        pair = pairing.pairs[0]
        text = (
            f"elements have two batch axes: {pair.component.path} is "
            f"{shape_text(pair.component.shape)}, and the input `{pair.input.path}` takes "
            f"{shape_text(pair.input.shape)}"
        )
        return _twice(text, shape_text(pair.input.shape), pair.component, plan)
    x = spec.role("x")
    shape = x[0].shape
    if pairing.known or plan is None or shape is None:
        return Passed(
            f"{x[0].path} is {shape_text(shape)}, with as many axes as its input or fewer"
        )
    found = _by_plan(plan, x[0], len(shape), contract)
    once = Passed(
        f"{counted(len(_batch_nodes(plan)), 'batching operation')} on the way to {x[0].path}"
    )
    return found or once


def _by_plan(plan: Plan, x: Leaf, axes: int, contract: Contract) -> Optional[Finding]:
    nodes = _batch_nodes(plan)
    source = plan.chain()[-1]
    opened = any(node.op in RESHAPING for node in plan.chain())  # from_generator is a flat_map
    whole = source.op == "tensors" and not opened and len(nodes) == 1
    if whole and _size(nodes[0]) > 1 and axes >= 3:
        text = (
            f"from_tensors yields all rows as one element, and `batch({_size(nodes[0])})` puts an "
            "axis "
            f"of 1 before it: {x.path} is {shape_text(x.shape)}"
        )
        return _twice(text, "one batch axis", x, plan)
    if len(nodes) < 2 or axes < 3:
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
        f"rows are batched twice, by {_size(inner)} and then by {_size(outer)}: {x.path} is "
        f"{shape_text(x.shape)}, and Dense layers accept the extra axis without a word"
    )
    return _twice(text, "one batch axis", x, plan)


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
    if plan is not None and source is not None and source.op == "tensors" and not generated(plan):
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
