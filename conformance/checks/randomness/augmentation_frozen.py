"""Whether random augmentation is drawn anew in every epoch."""

from __future__ import annotations

from typing import FrozenSet, List

from conformance.checks.randomness._passes import same_contents, shared, telling
from conformance.checks.randomness._plan import (
    FREEZES,
    describe,
    drawing,
    line,
    paths,
    random_leaves,
)
from conformance.records import Epochs, Node, Pass, Plan
from conformance.registry import check
from conformance.results import Finding, Skip, warn


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
