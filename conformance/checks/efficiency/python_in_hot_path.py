"""Whether no Python function holds up the training."""

from __future__ import annotations

from typing import List

from conformance.checks.efficiency._timed import compared, step_timed
from conformance.facts.nodes import line, python_source
from conformance.facts.slowness import PYTHON, Slowness
from conformance.records import Node, Pass, Plan
from conformance.registry import check, predicate
from conformance.results import Outcome, Passed, warn


def _steps(plan: Plan) -> List[Node]:
    """The maps that call Python."""
    return [n for n in plan.nodes() if n.op == "map" and n.function and n.function.python]


@predicate("neither the source nor a map of the pipeline calls Python")
def python_runs(plan: Plan) -> bool:
    """from_generator, numpy_function or py_function."""
    return bool(_steps(plan)) or python_source(plan) is not None


@check(
    "python-in-hot-path",
    group="efficiency",
    title="no Python function holds up the training",
    applies=(python_runs, step_timed),
    phase="trained",
)
def python_in_hot_path(plan: Plan, elements: Pass, slowness: Slowness) -> Outcome:
    """Rows that Python makes one by one, slower than the model trains on them."""
    if slowness.cause != PYTHON:
        why = f"; {slowness.cause} explains the waiting" if slowness.cause else ""
        return Passed(f"{compared(slowness)}{why}")
    steps = _steps(plan)
    what = line(steps) if steps else "the generator behind from_generator"
    fix = (
        f"write {line(steps)} with TensorFlow ops, call it on batches, or cache its result"
        if steps
        else "yield whole batches from the generator, or read the data with tf.data's own sources"
    )
    return warn(
        f"{what} runs Python for each element and the model waits for it: "
        f"{elements.examples / slowness.epoch:.0f} examples a second; {slowness.text}; threads do not "
        "help, since Python runs one at a time",
        expected="a pipeline faster than the model",
        actual=slowness.times,
        where=what,
        fix=fix,
    )
