"""Whether steps_per_epoch and validation_steps suit the number of batches."""

from __future__ import annotations

from typing import Optional

from conformance.checks.completeness._length import batch_count
from conformance.checks.completeness._samples import counted_in_examples
from conformance.records import Arguments, Build, Environment, Pass, Plan
from conformance.registry import check
from conformance.results import Finding, warn

LITTLE = 0.5  # share of the data that steps_per_epoch * epochs should reach


@check(
    "steps-unreachable",
    group="completeness",
    title="steps_per_epoch and validation_steps suit the number of batches",
    after=("empty", "second-epoch"),
)
def steps_unreachable(
    elements: Pass,
    build: Build,
    arguments: Arguments,
    environment: Environment,
    plan: Optional[Plan] = None,
    validation: Optional[Pass] = None,
):
    steps = arguments.get("steps_per_epoch")
    epochs = arguments.get("epochs", 1)
    if isinstance(steps, int) and isinstance(epochs, int) and steps > 0 and epochs > 0:
        known = (
            plan is not None and plan.root.cardinality is not None and plan.root.cardinality >= 0
        )
        if elements.complete and elements.batches:
            given = arguments.get("epochs") is not None
            found = _short(steps, epochs, elements, build, environment, known, given)
            if found is not None:
                return found
        found = counted_in_examples(steps, elements, build, plan)
        if found is not None:
            return found
    given = arguments.get("validation_steps")
    if validation is None or not isinstance(given, int) or not validation.complete:
        return None
    if not 0 < validation.batches < given:
        return None
    return warn(
        f"validation_steps={given}, but the validation data hold "
        f"{batch_count(validation.batches)}: Keras warns that it ran out of data",
        expected=f"at most {validation.batches}",
        actual=str(given),
        fix="leave validation_steps out: finite validation data are read to their end",
    )


def _short(
    steps: int,
    epochs: int,
    elements: Pass,
    build: Build,
    environment: Environment,
    known: bool,
    given: bool,
) -> Optional[Finding]:
    there, total = elements.batches, steps * epochs
    once = build.kind in ("generator", "iterator")
    if known and steps == there and not once:
        return None  # both generations start the iterator anew for each epoch
    if total > there:
        return Finding(
            f"fit asks for {epochs} x {steps} = {total} batches (steps_per_epoch x epochs), but one "
            f"pass over the data gives {there}: {_runs_out(steps, epochs, there, environment, known, once)}",
            expected=f"at most {there} batches, or data that repeat",
            actual=f"{total} batches asked for",
            fix="leave steps_per_epoch out (an epoch is then one pass), or add .repeat() before batch"
            if not once
            else "let the generator loop for ever (`while True`) and keep steps_per_epoch",
        )
    if given and total < LITTLE * there:
        return warn(
            f"steps_per_epoch={steps} x epochs={epochs} reads {total} of {there} batches "
            f"({100 * total / there:.0f} %): the rest is never trained on",
            expected=f"{there} batches an epoch",
            actual=f"{total} batches in all",
            fix="leave steps_per_epoch out, or train for more epochs",
        )
    return None


def _runs_out(
    steps: int, epochs: int, there: int, environment: Environment, known: bool, once: bool
) -> str:
    if environment.keras_generation == 2 or once:
        return (
            f"training stops in epoch {there // steps + 1} of {epochs}, with a warning that the input "
            "ran out of data"
        )
    if steps > there:
        return f"every epoch is cut to {there} steps, with a warning in the first"
    if known:
        return f"epoch {there // steps + 1} is cut to {there % steps} steps"
    return f"epoch {there // steps + 1} finds the iterator at its end and reports a loss of 0"
