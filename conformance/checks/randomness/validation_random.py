"""Whether validation data is the same in every epoch."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Optional

from conformance.facts.nodes import drawing, line, random_leaves
from conformance.facts.reading import WHOLE
from conformance.facts.repetition import shared
from conformance.records import Epochs, Pass, Plan
from conformance.registry import APART, Threshold, check, predicate
from conformance.results import UNREAD, Outcome, Passed, Skip, warn


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
    stage = _random_stage(validation_plan)
    if common >= 1.0:
        return Passed(f"{validation.examples} validation examples in two passes: the same")
    drawn = bool(stage) if validation_plan is not None else common <= limits.shared
    if not drawn:  # other examples, not other values: a matter of completeness
        return Passed(f"{common:.0%} of the validation examples come again, and nothing draws")
    if not validation.complete and not stage:
        return Skip(f"{WHOLE}, and of the validation data {validation.read}", UNREAD)
    return warn(
        f"the validation data changes from pass to pass: {stage or 'its reader'} draws random "
        f"numbers, and {common:.0%} of {validation.examples} examples are the same in the "
        "second, so val_loss moves without the model",
        expected="the same examples in every pass",
        actual=f"{common:.0%} of the {validation.examples} validation examples come again",
        where=f"validation data, {stage}" if stage else "validation data",
        fix=f"leave {stage or 'the random step'} out of the validation pipeline (a parameter "
        "such as training=False)",
    )


def _random_stage(plan: Optional[Plan]) -> str:
    """The random stage that reaches x; "" where there is none."""
    if plan is None:
        return ""
    if random_leaves(plan.root):
        return line(drawing(plan.nodes()))
    return line([n for n in plan.nodes() if n.op == "map" and n.function and n.function.python])
