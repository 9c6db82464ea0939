"""Whether no Python function holds up the training."""

from __future__ import annotations

from conformance.checks.efficiency._efficiency import ops_of, step_text, waits
from conformance.checks.efficiency._explained import explained
from conformance.facts.nodes import line, python_source
from conformance.records import Arguments, Build, Epochs, Pass, Plan, Timing, Training
from conformance.registry import check
from conformance.results import warn


@check(
    "python-in-hot-path",
    group="efficiency",
    title="no Python function holds up the training",
)
def python_in_hot_path(
    build: Build,
    plan: Plan,
    elements: Pass,
    epochs: Epochs,
    timing: Timing,
    arguments: Arguments,
    training: Training,
):
    if not waits(timing, training) or explained(
        build, plan, elements, epochs, timing, arguments, training
    ):
        return None
    steps = [n for n in plan.nodes() if n.op == "map" and n.function and n.function.python]
    source = python_source(plan)
    if not steps and source is None:
        return None
    busiest = ops_of(timing.stages[0][0]) if timing.stages else ()
    if timing.stages and not any(n.op in busiest for n in steps + ([source] if source else [])):
        return None
    if source is not None and not steps:
        what, fix = (
            "the generator behind from_generator",
            ("yield whole batches from the generator, or read the data with tf.data's own sources"),
        )
    else:
        what, fix = (
            line(steps),
            (f"write {line(steps)} with TensorFlow ops, call it on batches, or cache its result"),
        )
    rate = elements.examples / timing.second_epoch if timing.second_epoch else 0
    return warn(
        f"{what} runs Python for each element and the model waits for it: {rate:.0f} examples a "
        f"second{step_text(timing, training)}; threads do not help, since Python runs one at a "
        "time",
        expected="a pipeline faster than the model",
        actual=f"{timing.second_epoch / timing.batches / training.step_seconds:.0f} times slower",
        where=what,
        fix=fix,
    )
