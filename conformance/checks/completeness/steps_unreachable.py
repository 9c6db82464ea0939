"""Whether steps_per_epoch and validation_steps suit the number of batches."""

from __future__ import annotations

from typing import Any, Optional

from conformance.checks.completeness._length import batch_count
from conformance.checks.completeness._samples import counted_in_examples
from conformance.records import Arguments, Build, Environment, Pass, Plan
from conformance.registry import check, predicate
from conformance.results import UNREAD, Finding, Outcome, Passed, Skip, warn

LITTLE = 0.5  # share of the data that steps_per_epoch * epochs should reach


@predicate("fit is given neither steps_per_epoch nor validation_steps")
def steps_given(arguments: Arguments) -> bool:
    return any(arguments.get(name) is not None for name in ("steps_per_epoch", "validation_steps"))


@check(
    "steps-unreachable",
    group="completeness",
    title="steps_per_epoch and validation_steps suit the number of batches",
    applies=(steps_given,),
    phase="compared",
    after={
        "empty": "no number of steps suits data without a batch",
        "second-epoch": "a source that runs dry reaches no number of steps",
    },
)
def steps_unreachable(
    elements: Pass,
    build: Build,
    arguments: Arguments,
    environment: Environment,
    plan: Optional[Plan] = None,
    validation: Optional[Pass] = None,
) -> Outcome:
    """More steps than batches, far fewer, or as many as there are examples."""
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
    asked = arguments.get("validation_steps")
    held = validation.batches if validation is not None and validation.complete else 0
    if isinstance(asked, int) and 0 < held < asked:
        return _validation_runs_out(held, asked)
    return _suits(elements, validation, steps, epochs, asked)


def _validation_runs_out(there: int, asked: int) -> Finding:
    return warn(
        f"validation_steps={asked}, but the validation data hold "
        f"{batch_count(there)}: Keras warns that it ran out of data",
        expected=f"at most {there}",
        actual=str(asked),
        fix="leave validation_steps out: finite validation data are read to their end",
    )


def _suits(
    elements: Pass, validation: Optional[Pass], steps: Any, epochs: Any, asked: Any
) -> Outcome:
    """What was held against what; unread where the steps go beyond what was read of finite data."""
    total = steps * epochs if isinstance(steps, int) and isinstance(epochs, int) else 0
    if not elements.complete and not elements.endless and elements.head < total:
        return Skip(f"fit asks for {total} batches, and {elements.read}", UNREAD)
    held = validation.batches if validation is not None else 0
    return Passed(
        f"steps_per_epoch={steps} x epochs={epochs} with {batch_count(elements.batches)} read"
        + (f"; validation_steps={asked} with {batch_count(held)}" if asked is not None else "")
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
