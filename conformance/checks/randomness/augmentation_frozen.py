"""Whether random augmentation is drawn anew in every epoch."""

from __future__ import annotations

from types import SimpleNamespace
from typing import FrozenSet, List, Optional

from conformance.facts.applicability import two_passes
from conformance.facts.nodes import describe, drawing, line, random_leaves
from conformance.facts.order import Order
from conformance.facts.reading import WHOLE
from conformance.facts.repetition import Repetition
from conformance.records import Node, Plan
from conformance.registry import APART, Threshold, check, predicate
from conformance.results import UNREAD, Finding, Outcome, Passed, Skip, warn


def reach_features(node: Node) -> List[int]:
    """Features of ``node`` (positions) that depend both on data and on a draw.

    A component made of draws alone (``range(n).map(lambda i: tf.random.normal(...))``) is made-up
    data: to keep it is what a cache is for.
    """
    origins = node.origins or []
    return [i for i in random_leaves(node) if i < len(origins) and origins[i]]


def _frozen_draws(order: Order) -> List[Node]:
    """The caches after a draw that reaches the features."""
    return [cache for _, cache in order["a draw before a cache"] if reach_features(cache)]


@predicate("no random change of the features is seen in the pipeline")
def features_drawn(plan: Plan, order: Order) -> bool:
    drawn = reach_features(plan.root) or _frozen_draws(order)
    return bool(drawn or order["python before a cache"])


@check(
    "augmentation-frozen",
    group="randomness",
    title="random augmentation is drawn anew in every epoch",
    applies=(features_drawn, two_passes),
    phase=APART,
    after={
        "randomness-traced": "what is drawn while tracing is the same in each pass for that reason",
    },
    limits={
        "shared": Threshold(
            0.5,
            "a second build gives other features to most examples, or its code does not draw",
            "chosen, not measured: code that draws gives others to nearly all",
        )
    },
)
def augmentation_frozen(
    plan: Plan,
    order: Order,
    repetition: Repetition,
    limits: SimpleNamespace,
    rebuild: Optional[Repetition] = None,
) -> Outcome:
    """Two passes over the same object: draws that are alive give other features in the second."""
    same = repetition.contents
    cached = _cached(order, repetition, same, beyond=plan.root)
    if cached is not None:
        return cached
    if not repetition.whole:
        return Skip(f"{WHOLE}, and of the training data {repetition.one.read}", UNREAD)
    found = _repeated_seeds(plan, repetition.one.examples) if same else None
    found = found or _frozen_python(order, same, rebuild, limits.shared)
    if found is not None:
        return found
    if same:
        return Passed("two passes and the plan: equal, with draws that are meant to repeat")
    share = repetition.shared("x")
    return Passed(f"the features of two passes: {share:.0%} of the examples are the same in both")


def _cached(order: Order, repetition: Repetition, same: bool, beyond: Node) -> Optional[Finding]:
    """A cache after draws: a finding where all comes again, or where other draws hide that."""
    for cache in _frozen_draws(order):
        stage = line([n for n in drawing(list(cache.walk())) if n is not cache])
        names = ", ".join((cache.leaves or [])[i].path for i in reach_features(cache))
        message = (
            f"{stage} draws random numbers before {describe(cache)}: {names} is augmented once, "
            "and every later epoch replays the first one's draws"
        )
        fix = f"put {describe(cache)} before {stage}"
        if same:
            return Finding(
                f"{message} (all {repetition.counted} examples are the same in both passes)",
                expected="other draws in the second pass",
                actual="the same examples in both passes",
                where=stage,
                fix=fix,
            )
        if cache is not beyond:
            return warn(message, where=stage, fix=fix)
    return None


def _repeated_seeds(plan: Plan, examples: int) -> Optional[Finding]:
    """Draws that no cache holds and that come again: seeds that are constants, or start again."""
    leaves = reach_features(plan.root)
    if not leaves:
        return None
    keys: FrozenSet[str] = frozenset().union(*[(plan.root.randoms or [])[i] for i in leaves])
    stages = [n for n in drawing(plan.nodes()) if n.function and keys & n.function.random]
    stage = line(stages) or "the pipeline"
    if any(key.startswith("stateless:const") for key in keys):
        return Finding(
            f"{stage} draws with a constant seed: each call gives the same numbers, so every "
            f"example gets the same 'random' change in every epoch (all {examples} "
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
            f"{examples} examples are the same in both passes, so there are only as many "
            "augmented examples as examples",
            where=stage,
            fix="leave the op's seed out and set the global one (tf.random.set_seed), or use "
            "tf.random.Generator",
        )
    return _counted_seeds(plan, stage, keys, examples)


def _counted_seeds(
    plan: Plan, stage: str, keys: FrozenSet[str], examples: int
) -> Optional[Finding]:
    """Seeds handed to a function by Dataset.random, which starts again in each epoch."""
    source = plan.first("random")
    given = any(key.startswith("stateless:argument") for key in keys)
    if source is None or not given or source.attributes.get("rerandomize_each_iteration"):
        return None
    return warn(
        f"{stage} takes its seeds from Dataset.random, which gives the same numbers in every epoch: "
        f"all {examples} examples are the same in both passes, so there are only as many "
        "augmented examples as examples",
        where=stage,
        fix="Dataset.random(..., rerandomize_each_iteration=True) (TensorFlow 2.12 and newer), or "
        "draw the seed in the function: tf.random.uniform((2,), maxval=2**30, dtype=tf.int32)",
    )


def _frozen_python(
    order: Order, same: bool, rebuild: Optional[Repetition], most: float
) -> Optional[Finding]:
    """Python code before a cache that gives other values in a second build.

    The graph does not show that a numpy_function draws; two builds do: the second pass replays
    the first, while a fresh build gives the same targets with other features.
    """
    matches = order["python before a cache"]
    if not matches or not same or rebuild is None or not rebuild.whole:
        return None
    if rebuild.other is None or rebuild.other.failure is not None:
        return None
    if not rebuild.contents_of("y") or rebuild.shared("x") >= most:
        return None
    cache = matches[0][1]
    python = line([step for step, node in matches if node is cache])
    return Finding(
        f"{python} gives other features each time it runs, and {describe(cache)} "
        "after it keeps those of the first epoch for ever",
        expected="other features in the second pass, as in a second build",
        actual="the same examples in both passes",
        where=python,
        fix=f"put {describe(cache)} before {python}",
    )
