"""Whether random augmentation is drawn for each example, not once for a batch."""

from __future__ import annotations

from conformance.facts.nodes import describe, random_leaves
from conformance.facts.order import Order
from conformance.records import Node, Pass
from conformance.registry import APART, check, predicate
from conformance.results import Outcome, Passed, warn


@predicate("no function after batch draws a single number")
def a_number_after_batch(order: Order) -> bool:
    return bool(order["a number drawn after batch"])


@predicate("batches hold one example")
def several_in_a_batch(elements: Pass) -> bool:
    return max(elements.batch_sizes, default=0) > 1


@check(
    "draw-per-batch",
    group="randomness",
    title="random augmentation is drawn for each example, not once for a batch",
    applies=(a_number_after_batch, several_in_a_batch),
    phase=APART,
    after={
        "batch-missing": "what is called a batch there is no batch of examples",
        "batch-twice": "the inner batches are then what is drawn for",
    },
)
def draw_per_batch(order: Order, elements: Pass) -> Outcome:
    """Which draws of one number reach the features of a whole batch, and not its targets."""
    matches = order["a number drawn after batch"]
    for batch, node in matches:
        for i in random_leaves(node):
            if not _one_for_all(node, i):
                continue
            path = (node.leaves or [])[i].path
            return warn(
                f"{describe(node)} comes after {describe(batch)} and draws one number for "
                f"{path}: all {max(elements.batch_sizes)} examples of a batch get the same change",
                expected="a draw for each example",
                actual="one draw a batch",
                where=describe(node),
                component=path,
                fix=f"put {describe(node)} before {describe(batch)}, or draw a number for each "
                "example: tf.random.uniform((tf.shape(x)[0], 1, 1, 1), ...)",
            )
    return Passed(
        f"the draws of {describe(matches[0][1])} and the components they reach: none changes the "
        "features of a batch alone"
    )


def _one_for_all(node: Node, leaf: int) -> bool:
    """Whether a feature is computed from data and from a draw of one number that y does not share.

    A draw that also reaches the targets mixes examples (mixup): one a batch is usual.
    """
    function, leaves = node.function, node.leaves
    if function is None or leaves is None or leaf >= len(function.outputs):
        return False
    output = function.outputs[leaf]
    draws = output.random & function.scalars
    shared = any(
        one.role == "y" and draws & other.random for one, other in zip(leaves, function.outputs)
    )
    return bool(draws and output.inputs) and not shared
