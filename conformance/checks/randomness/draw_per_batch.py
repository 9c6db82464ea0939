"""Whether random augmentation is drawn for each example, not once for a batch."""

from __future__ import annotations

from conformance.checks.randomness._plan import batching, describe, random_leaves
from conformance.records import Pass, Plan
from conformance.registry import check
from conformance.results import Skip, warn


@check(
    "draw-per-batch",
    group="randomness",
    title="random augmentation is drawn for each example, not once for a batch",
    after=("augmentation-frozen", "batch-missing", "batch-twice"),
)
def draw_per_batch(plan: Plan, elements: Pass):
    formed = batching(plan)
    if formed is None or max(elements.batch_sizes or [0]) < 2:
        return Skip("nothing is batched in the pipeline")
    for node in formed[1]:
        function = node.function
        if function is None or node.op != "map" or not function.scalars:
            continue
        for i in random_leaves(node):
            if i >= len(function.outputs) or node.leaves is None:
                continue
            draws = function.outputs[i].random & function.scalars
            targets = [
                output.random
                for leaf, output in zip(node.leaves, function.outputs)
                if leaf.role == "y"
            ]
            # A draw that also reaches the targets mixes examples (mixup): one a batch is usual.
            if not draws or not function.outputs[i].inputs or any(draws & t for t in targets):
                continue
            return warn(
                f"{describe(node)} comes after {describe(formed[0])} and draws one number for "
                f"{node.leaves[i].path}: all {max(elements.batch_sizes)} examples of a batch get "
                "the same change",
                expected="a draw for each example",
                actual="one draw a batch",
                where=describe(node),
                fix=f"put {describe(node)} before {describe(formed[0])}, or draw a number for each "
                "example: tf.random.uniform((tf.shape(x)[0], 1, 1, 1), ...)",
            )
    return None
