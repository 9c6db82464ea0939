"""Checks on randomness outside the training Dataset: validation data, and Sequences."""

from __future__ import annotations

from typing import Optional, Tuple

import numpy as np

from conformance.checks.randomness_passes import same_order, shared, telling
from conformance.checks.randomness_plan import drawing, line, random_leaves
from conformance.facts.meeting import image_like
from conformance.records import Arguments, Epochs, Pass, Plan, SequenceFacts
from conformance.registry import check
from conformance.results import Finding, Skip, warn


@check(
    "validation-random",
    group="randomness",
    title="validation data is the same in every epoch",
    after=("randomness-traced",),
)
def validation_random(
    validation: Pass, validation_epochs: Epochs, validation_plan: Optional[Plan] = None
):
    second = validation_epochs.second
    if second is None or not validation.examples or second.failure or validation.failure:
        return Skip("the validation data was not read twice")
    common = shared(validation, second, ("x",))
    if common >= 1.0:
        return None
    stage, own = _random_stage(validation_plan)
    if validation_plan is not None and not stage:
        return None  # other examples, not other values: a matter of completeness
    if validation_plan is None and common > 0.5:
        return None
    if not validation.complete and not stage:
        return None
    details = dict(
        expected="the same examples in every pass",
        actual=f"{common:.0%} of the {validation.examples} validation examples come again",
        where=f"validation data, {stage}" if stage else "validation data",
        fix=f"leave {stage or 'the random step'} out of the validation pipeline (a parameter "
        "such as training=False)",
    )
    message = (
        f"the validation data changes from pass to pass: {stage or 'its reader'} draws random "
        f"numbers, and {common:.0%} of {validation.examples} examples are the same in the "
        "second, so val_loss moves without the model"
    )
    return (
        warn(message, **details)
        if own or _made(validation, second) or _drawn_beside(validation, second)
        else Finding(message, **details)
    )


def _made(validation: Pass, second: Pass) -> bool:
    """Whether a reader makes examples, targets and all (mixes of voices), rather than alter some."""
    targets = [c for c in validation.role("y") if c.dtype.startswith("float")]
    many = any(c.integral is False for c in targets)
    return many and shared(validation, second, ("y",)) == 0.0


def _drawn_beside(validation: Pass, second: Pass) -> bool:
    """Whether something is drawn for rows that stay as they are: neighbours, negatives, a sample.

    An image beside its fixed metadata is altered, not drawn.
    """
    features = [(c, second.component(c.path)) for c in validation.role("x")]
    stays = [
        o is not None and len(c.row_hashes) and np.array_equal(c.row_hashes, o.row_hashes)
        for c, o in features
    ]
    changed = [c for (c, _), same in zip(features, stays) if not same]
    return any(stays) and not any(image_like(c) for c in changed)


def _random_stage(plan: Optional[Plan]) -> Tuple[str, bool]:
    """(the random stage that reaches x, whether the target is made from that same component).

    A target made from the feature's own component (denoising, masked tokens) needs noise to have
    a task at all.
    """
    if plan is None:
        return "", False
    root = plan.root
    leaves = random_leaves(root)
    stages = drawing(plan.nodes())
    if not leaves:
        python = [n for n in plan.nodes() if n.op == "map" and n.function and n.function.python]
        return line(python), False
    origins = root.origins or []
    targets = [o for leaf, o in zip(root.leaves or [], origins) if leaf.role == "y"]
    own = any(origins[i] and origins[i] <= target for i in leaves for target in targets)
    return line(stages), own


@check(
    "worker-random-state",
    group="randomness",
    title="worker processes do not all draw the same random numbers",
)
def worker_random_state(sequence: SequenceFacts, arguments: Arguments):
    processes = sequence.multiprocessing or bool(arguments.get("use_multiprocessing"))
    workers = max(sequence.workers, int(arguments.get("workers", 1)))
    if not processes or workers < 2:
        return None
    if sequence.start_method != "fork" and not sequence.own_random:
        return None
    if not (sequence.global_random or sequence.own_random):
        return None
    what = "the global random state" if sequence.global_random else "a generator it holds"
    return Finding(
        f"{sequence.type_name}.__getitem__ draws from {what}, and {workers} worker processes "
        "each start with a copy of it: the same numbers are drawn again in every worker",
        expected="draws of its own in each worker",
        actual=f"one state copied into {workers} processes",
        where=f"{sequence.type_name}.__getitem__",
        fix="make the generator from the index and the epoch, for example "
        "np.random.default_rng((epoch, index)), or use threads (use_multiprocessing=False)",
    )


@check(
    "index-draws-frozen",
    group="randomness",
    title="what a Sequence draws differs from epoch to epoch",
    after=("order-constant",),
)
def index_draws_frozen(sequence: SequenceFacts, elements: Pass, epochs: Epochs):
    second = epochs.second
    if not (sequence.global_random or sequence.own_random):
        return None
    if second is None or not telling(elements, second) or not same_order(elements, second):
        return None
    return warn(
        f"{sequence.type_name}.__getitem__ draws random numbers, yet both passes gave the same "
        f"{elements.examples} examples: its generator starts again from the same seed",
        where=f"{sequence.type_name}.__getitem__",
        fix="seed once in __init__, not in __getitem__ or on_epoch_end",
    )
