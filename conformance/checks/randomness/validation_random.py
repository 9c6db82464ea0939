"""Whether validation data is the same in every epoch."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, Dict, Optional, Tuple

import numpy as np

from conformance.facts.images import image_of
from conformance.facts.nodes import drawing, line, random_leaves
from conformance.facts.reading import WHOLE
from conformance.facts.repetition import shared
from conformance.records import Epochs, Pass, Plan
from conformance.registry import APART, Threshold, check, predicate
from conformance.results import UNREAD, Finding, Outcome, Passed, Skip, warn


@predicate("the validation data were not read twice")
def validation_twice(validation: Pass, validation_epochs: Epochs) -> bool:
    second = validation_epochs.second
    clean = validation.failure is None and second is not None and second.failure is None
    return clean and validation.examples > 0


@check(
    "validation-random",
    group="randomness",
    title="validation data is the same in every epoch",
    applies=(validation_twice,),
    phase=APART,
    after={"randomness-traced": "what was drawn while tracing differs for that reason"},
    limits={
        "shared": Threshold(
            0.5,
            "a reader without a plan that gives most examples again gives others, not altered ones",
            "chosen, not measured",
        )
    },
)
def validation_random(
    validation: Pass,
    validation_epochs: Epochs,
    limits: SimpleNamespace,
    validation_plan: Optional[Plan] = None,
) -> Outcome:
    """The features of two passes over the validation data, and what draws for them."""
    second = validation_epochs.second
    assert second is not None  # validation_twice
    common = shared(validation, second, ("x",))
    stage, own = _random_stage(validation_plan)
    if common >= 1.0:
        return Passed(f"{validation.examples} validation examples in two passes: the same")
    drawn = bool(stage) if validation_plan is not None else common <= limits.shared
    if not drawn:  # other examples, not other values: a matter of completeness
        return Passed(f"{common:.0%} of the validation examples come again, and nothing draws")
    if not validation.complete and not stage:
        return Skip(f"{WHOLE}, and of the validation data {validation.read}", UNREAD)
    details: Dict[str, Any] = dict(
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
    return any(stays) and all(image_of(c) is None for c in changed)


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
