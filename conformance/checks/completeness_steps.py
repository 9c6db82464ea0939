"""Checks: do the numbers of steps and batches that fit counts with agree with the data?"""

from __future__ import annotations

from typing import Optional

from conformance.checks.completeness_length import batch_count
from conformance.checks.completeness_samples import counted_in_examples
from conformance.records import (
    UNKNOWN,
    Arguments,
    Build,
    Environment,
    Node,
    Pass,
    Plan,
    Training,
)
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


@check(
    "repeat-and-epochs",
    group="completeness",
    title="either repeat or epochs counts the passes over the data",
    after=("empty",),
)
def repeat_and_epochs(plan: Plan, arguments: Arguments):
    epochs = arguments.get("epochs")
    if not isinstance(epochs, int) or epochs < 2 or arguments.get("steps_per_epoch") is not None:
        return None
    node = next((n for n in plan.chain() if n.op in ("repeat", "shuffle_and_repeat")), None)
    count = node.attributes.get("count") if node is not None else None
    if not isinstance(count, int) or count < 2:
        return None
    return warn(
        f"repeat({count}) makes one epoch of {count} passes over the data, and fit(epochs={epochs}) reads "
        f"{count * epochs} passes: metrics, schedules, early stopping and validation come once in {count}",
        expected=f"{epochs} passes in {epochs} epochs",
        actual=f"{count * epochs} passes",
        where=f"repeat({count})",
        fix=f"remove repeat({count}) and let epochs count",
    )


@check(
    "unknown-cardinality",
    group="completeness",
    title="the optimizer counts one step for each batch",
    after=("empty", "second-epoch"),
)
def unknown_cardinality(plan: Plan, training: Training, elements: Pass, environment: Environment):
    if plan.root.cardinality != UNKNOWN or training.iterations is None:
        return None
    expected = training.batches * training.epochs
    extra = training.iterations - expected
    if extra <= 0 or environment.backend != "tensorflow":
        return None
    node = next((n for n in plan.chain()[::-1] if n.cardinality == UNKNOWN), plan.root)
    count = f"{elements.batches}" if elements.complete else "n"
    return warn(
        f"`{_called(node)}` leaves the number of batches unknown, and TensorFlow {environment.tensorflow} then "
        f"counts optimizer steps that have no batch: {training.epochs} epochs of {training.batches} "
        f"batches gave {training.iterations} steps instead of {expected}, so learning-rate schedules "
        "and Adam's bias correction run ahead",
        expected=f"{expected} optimizer steps",
        actual=f"{training.iterations}",
        fix=f"end the pipeline with .apply(tf.data.experimental.assert_cardinality({count})), the number of "
        "batches in an epoch",
    )


def _called(node: Node) -> str:
    """The op as the user wrote it: from_generator is a flat_map over a Python function."""
    python = node.function is not None and node.function.python
    return "from_generator" if node.op == "flat_map" and python else node.op


@check(
    "cardinality-wrong",
    group="completeness",
    title="the declared number of batches is the delivered one",
    after=("empty", "errors-ignored"),
)
def cardinality_wrong(plan: Plan, elements: Pass):
    declared = plan.root.cardinality
    failure = elements.failure
    if failure is not None and "expected to contain" in failure.message:
        return Finding(
            f"assert_cardinality states another number of elements than there are: "
            f"{' '.join(failure.message.split())[:200]}",
            expected="the number that is delivered",
            actual=f"{batch_count(elements.batches)} read before the error",
            fix="give assert_cardinality the number of elements at the point where it stands",
        )
    if declared is None or declared < 0 or not elements.complete or declared == elements.batches:
        return None
    more = elements.batches > declared
    return Finding(
        f"the dataset says it holds {batch_count(declared)}, but one pass gave {elements.batches}"
        + (": fit stops after the declared number" if more else ": fit expects more than there is"),
        expected=f"{declared} batches",
        actual=f"{elements.batches}",
        fix="correct the number given to assert_cardinality, or let the pipeline count",
    )
