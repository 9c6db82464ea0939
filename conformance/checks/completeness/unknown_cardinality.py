"""Whether the optimizer counts one step for each batch."""

from __future__ import annotations

from conformance.records import UNKNOWN, Environment, Node, Pass, Plan, Training
from conformance.registry import APART, check, predicate
from conformance.results import Outcome, Passed, warn


@predicate("the number of batches is known, or the dataset has no end")
def of_unknown_length(plan: Plan) -> bool:
    return plan.root.cardinality == UNKNOWN


@predicate("the steps of the optimizer were not counted, on TensorFlow")
def steps_counted(training: Training, environment: Environment) -> bool:
    return training.iterations is not None and environment.backend == "tensorflow"


@check(
    "unknown-cardinality",
    group="completeness",
    title="the optimizer counts one step for each batch",
    applies=(of_unknown_length, steps_counted),
    phase=APART,
    after={
        "empty": "there is no batch to be counted",
        "second-epoch": "an epoch that has fewer batches is trained in fewer steps",
    },
)
def unknown_cardinality(
    plan: Plan, training: Training, elements: Pass, environment: Environment
) -> Outcome:
    """The steps that the optimizer counted against the batches that fit was given."""
    expected = training.batches * training.epochs
    if (training.iterations or 0) <= expected:
        return Passed(f"{training.iterations} optimizer steps with {expected} batches")
    node = next((n for n in plan.chain()[::-1] if n.cardinality == UNKNOWN), plan.root)
    now = f" ({elements.batches} now)" if elements.complete else ""
    return warn(
        f"`{_called(node)}` leaves the number of batches unknown, and TensorFlow {environment.tensorflow} then "
        f"counts optimizer steps that have no batch: {training.epochs} epochs of {training.batches} "
        f"batches gave {training.iterations} steps instead of {expected}, so learning-rate schedules "
        "and Adam's bias correction run ahead",
        expected=f"{expected} optimizer steps",
        actual=f"{training.iterations}",
        fix="end the pipeline with .apply(tf.data.experimental.assert_cardinality(batches)), the number of "
        f"batches in an epoch{now}, computed from the source: math.ceil(rows / batch_size)",
    )


def _called(node: Node) -> str:
    """The op as the user wrote it: from_generator is a flat_map over a Python function."""
    python = node.function is not None and node.function.python
    return "from_generator" if node.op == "flat_map" and python else node.op
