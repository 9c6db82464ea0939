"""Checks: is what should vary varied, and what should repeat repeatable?

This module holds the checks on draws: where a random number is drawn, how often, and for whom.
The order of examples is in ``randomness_order``, the mixing of classes in ``randomness_mixing``,
validation data and Sequences in ``randomness_readers``.
"""

from __future__ import annotations

from typing import FrozenSet, List, Optional

from conformance.checks import (  # noqa: F401 - each registers its checks
    randomness_mixing,
    randomness_order,
    randomness_readers,
    randomness_state,
    randomness_views,
)
from conformance.checks.randomness_passes import same_contents, shared, telling
from conformance.checks.randomness_plan import (
    FREEZES,
    batching,
    describe,
    drawing,
    line,
    paths,
    random_leaves,
)
from conformance.records import Contract, Epochs, Leaf, Node, Pass, Plan, Spec, Tracing, Training
from conformance.registry import check
from conformance.results import Finding, Skip, warn

FUNCTION_GUIDE = "https://www.tensorflow.org/guide/function#executing_python_side_effects"
# Ops that move pixels: applied to an image and its mask they must use the same draw.
GEOMETRIC = ("Reverse", "ImageProjectiveTransform", "Slice", "Roll", "CropAndResize", "Transpose")
STATES = {"np.random": "NumPy's global state", "random": "Python's `random`"}


@check(
    "randomness-traced",
    group="randomness",
    title="no Python random number or clock is baked into a traced function",
)
def randomness_traced(tracing: Tracing):
    events = [event for event in tracing.events if event.kind in ("random", "time")]
    if not events:
        return None
    drawn = [event for event in events if event.kind == "random"]
    event = (drawn or events)[0]
    source = STATES.get(event.what, event.what)
    others = f" ({len(events) - 1} more such calls)" if len(events) > 1 else ""
    name = f"`{event.function}`" if event.function else "a function of the pipeline"
    if not drawn:
        return warn(
            f"{source}() is read at {event.where} while the pipeline's function is traced: the "
            f"graph keeps that one moment as a constant{others}",
            where=event.where,
            fix="use tf.timestamp(), or read the clock outside the function",
        )
    return Finding(
        f"{name} draws from {source} at {event.where} while it is traced: it runs in Python once, "
        f"so the numbers drawn then are constants for every example of every epoch{others}",
        expected="a new draw for each example",
        actual="one draw, made while the graph was built",
        where=event.where,
        fix="draw with tf.random (for example tf.random.normal or tf.random.uniform) inside the "
        f"function, or wrap the Python code in tf.numpy_function ({FUNCTION_GUIDE})",
    )


@check(
    "randomness-in-step",
    group="randomness",
    title="no Python random number is baked into the model's step",
    after=("pipeline-iterates", "randomness-traced"),
)
def randomness_in_step(training: Training):
    """np.random in train_step, call or a loss: drawn while the step is traced, and never again."""
    events = training.drawn_while_traced
    if not events:
        return None
    event = events[0]
    others = f" ({len(events) - 1} more such calls)" if len(events) > 1 else ""
    return Finding(
        f"the model's own code calls {event.what} at {event.where} while its step is traced: that runs "
        f"in Python once, so every step of every epoch uses the numbers drawn then{others}",
        expected="a new draw in each step",
        actual="one draw, made while the graph was built",
        where=event.where,
        fix=f"draw with tf.random or keras.random in the step ({FUNCTION_GUIDE})",
        blame="model",
    )


def _reach_model(plan: Plan, node: Node) -> List[int]:
    """Components of ``node`` that depend both on data and on a draw.

    A component made of draws alone (``range(n).map(lambda i: tf.random.normal(...))``) is made-up
    data: to keep it is what a cache is for.
    """
    origins = node.origins or []
    return [i for i in random_leaves(node) if i < len(origins) and origins[i]]


@check(
    "augmentation-frozen",
    group="randomness",
    title="random augmentation is drawn anew in every epoch",
    after=("randomness-traced", "second-epoch"),
)
def augmentation_frozen(plan: Plan, elements: Pass, epochs: Epochs):
    second = epochs.second
    if second is None or not telling(elements, second):
        return Skip("two passes over several different batches are needed")
    complete = elements.complete and second.complete
    same = complete and same_contents(elements, second)
    for node, downstream in paths(plan.root):
        if node.op not in FREEZES:
            continue
        upstream = [n for n in drawing(list(node.walk())) if n is not node]
        leaves = _reach_model(plan, node)
        if not upstream or not leaves:
            continue
        names = ", ".join((node.leaves or [])[i].path for i in leaves)
        stage = line(upstream)
        message = (
            f"{stage} draws random numbers before {describe(node)}: {names} is augmented once, "
            "and every later epoch replays the first one's draws"
        )
        fix = f"put {describe(node)} before {stage}"
        if same:
            count = min(elements.examples, second.examples)
            return Finding(
                f"{message} (all {count} examples are the same in both passes)",
                expected="other draws in the second pass",
                actual="the same examples in both passes",
                where=stage,
                fix=fix,
            )
        if downstream:
            return warn(message, where=stage, fix=fix)
    if not same:
        return _frozen_python(plan, elements, epochs)
    leaves = random_leaves(plan.root)
    origins = plan.root.origins or []
    leaves = [i for i in leaves if i < len(origins) and origins[i]]
    if not leaves:
        return _frozen_python(plan, elements, epochs)
    keys = frozenset().union(*[(plan.root.randoms or [])[i] for i in leaves])
    stages = [n for n in drawing(plan.nodes()) if n.function and keys & n.function.random]
    stage = line(stages) or "the pipeline"
    if any(key.startswith("stateless:const") for key in keys):
        return Finding(
            f"{stage} draws with a constant seed: each call gives the same numbers, so every "
            f"example gets the same 'random' change in every epoch (all {elements.examples} "
            "examples are the same in both passes)",
            expected="a draw of its own for each example and epoch",
            actual="one draw for all",
            where=stage,
            fix="make the seed from a counter or a generator: rng = tf.random.Generator."
            "from_seed(1) outside, seed = rng.make_seeds(1)[:, 0] inside",
        )
    if any(key.startswith("seeded:") for key in keys):
        return warn(
            f"{stage} draws with a fixed seed, which starts again in each epoch: all "
            f"{elements.examples} examples are the same in both passes, so there are only as many "
            "augmented examples as examples",
            where=stage,
            fix="leave the op's seed out and set the global one (tf.random.set_seed), or use "
            "tf.random.Generator",
        )
    return _counted_seeds(plan, stage, keys, elements)


def _counted_seeds(plan: Plan, stage: str, keys: FrozenSet[str], elements: Pass):
    """Seeds handed to a function by Dataset.random, which starts again in each epoch."""
    source = plan.first("random")
    given = any(key.startswith("stateless:argument") for key in keys)
    if source is None or not given or source.attributes.get("rerandomize_each_iteration"):
        return None
    return warn(
        f"{stage} takes its seeds from Dataset.random, which gives the same numbers in every epoch: "
        f"all {elements.examples} examples are the same in both passes, so there are only as many "
        "augmented examples as examples",
        where=stage,
        fix="Dataset.random(..., rerandomize_each_iteration=True) (TensorFlow 2.12 and newer), or "
        "draw the seed in the function: tf.random.uniform((2,), maxval=2**30, dtype=tf.int32)",
    )


def _frozen_python(plan: Plan, elements: Pass, epochs: Epochs):
    """Python code before a cache that gives other values in a second build.

    The graph does not show that a numpy_function draws; two builds do: the second pass replays
    the first, while a fresh build gives the same targets with other features.
    """
    second, rebuilt = epochs.second, epochs.rebuilt
    if second is None or rebuilt is None or rebuilt.failure is not None:
        return None
    if not (elements.complete and second.complete and rebuilt.complete):
        return None
    for node, _ in paths(plan.root):
        if node.op not in FREEZES:
            continue
        python = [n for n in node.walk() if n.op == "map" and n.function and n.function.python]
        if not python or not same_contents(elements, second):
            continue
        if same_contents(elements, rebuilt, ("y",)) and shared(elements, rebuilt, ("x",)) < 0.5:
            return Finding(
                f"{line(python)} gives other features each time it runs, and {describe(node)} "
                "after it keeps those of the first epoch for ever",
                expected="other features in the second pass, as in a second build",
                actual="the same examples in both passes",
                where=line(python),
                fix=f"put {describe(node)} before {line(python)}",
            )
    return None


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
