"""Whether the optimizer counts one step for each batch."""

from __future__ import annotations

from conformance.records import UNKNOWN, Environment, Node, Pass, Plan, Training
from conformance.registry import check
from conformance.results import warn


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
