"""Whether the pipeline can be saved, resumed and served without this Python process."""

from __future__ import annotations

from conformance.facts.nodes import describe
from conformance.records import Build, Node, Plan
from conformance.registry import check
from conformance.results import Skip, warn
from conformance.wording import listed

PYTHON_CALLS = {"PyFunc": "numpy_function", "EagerPyFunc": "py_function"}
# Dataset ops that hand the pipeline to other processes.
SERVED = ("data_service",)


@check(
    "python-state",
    group="portability",
    title="the pipeline can be saved, resumed and served without this Python process",
)
def python_state(plan: Plan, build: Build):
    """One warning for Python inside the pipeline.

    A source in Python (from_generator) is a choice with no substitute, so it passes; a step in
    Python (numpy_function, py_function) mostly has one.
    """
    found = [node for node in plan.nodes() if node.op != "flat_map" and _calls_python(node)]
    if plan.external_state is None or not found:
        return None
    if build.debug_mode:
        return Skip("debug mode runs every function in Python")
    node = found[-1]
    calls = sorted({PYTHON_CALLS.get(op, op) for n in found for op in _python(n)})
    served = any(n.op.startswith(SERVED) for n in plan.nodes())
    more = f" ({len(found)} such steps)" if len(found) > 1 else ""
    return warn(
        f"{describe(node)} calls Python through {listed(calls)}{more}: tf.data refuses to save the "
        f"pipeline's position ({plan.external_state} is stateful), so training cannot resume in "
        "the middle of an epoch, other processes of a tf.data service cannot run it, and calls "
        "wait for one another on Python's lock"
        + (": the service here will fail" if served else ""),
        expected="steps that run in the graph",
        actual=f"{listed(calls)} in {describe(node)}",
        where=describe(node),
        fix="write the step with TensorFlow ops (tf.io, tf.image, tf.strings), or do it once "
        "before training and store the result",
    )


def _python(node: Node):
    return node.function.python if node.function is not None else frozenset()


def _calls_python(node: Node) -> bool:
    return bool(_python(node))
