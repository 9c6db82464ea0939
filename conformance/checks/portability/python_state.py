"""Whether the pipeline can be saved, resumed and served without this Python process."""

from __future__ import annotations

from typing import FrozenSet, List

from conformance.facts.nodes import describe
from conformance.records import Build, Node, Plan
from conformance.registry import check, predicate
from conformance.results import Outcome, Passed, warn
from conformance.wording import listed

PYTHON_CALLS = {"PyFunc": "numpy_function", "EagerPyFunc": "py_function"}
# Dataset ops that hand the pipeline to other processes.
SERVED = ("data_service",)


def _steps(plan: Plan) -> List[Node]:
    """The stages that call Python, sources left out."""
    return [node for node in plan.nodes() if node.op != "flat_map" and _python(node)]


@predicate("no step of the pipeline calls Python")
def python_steps(plan: Plan) -> bool:
    """numpy_function or py_function in a map or filter."""
    return bool(_steps(plan))


@predicate("debug mode runs every function in Python")
def as_graphs(build: Build) -> bool:
    """What a function calls is of its own making."""
    return not build.debug_mode


@check(
    "python-state",
    group="portability",
    title="the pipeline can be saved, resumed and served without this Python process",
    applies=(python_steps, as_graphs),
    phase="apart",
)
def python_state(plan: Plan) -> Outcome:
    """One warning for Python inside the pipeline.

    A source in Python (from_generator) is a choice with no substitute, so it passes; a step in
    Python (numpy_function, py_function) mostly has one.
    """
    found = _steps(plan)
    if plan.external_state is None:
        return Passed(f"the state of {describe(found[-1])}: TensorFlow can save it")
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


def _python(node: Node) -> FrozenSet[str]:
    return node.function.python if node.function is not None else frozenset()
