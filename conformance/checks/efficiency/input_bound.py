"""Whether the model does not wait for its data."""

from __future__ import annotations

from typing import List, Optional

from conformance.checks.efficiency._efficiency import costliest, step_text, waits
from conformance.checks.efficiency._explained import explained
from conformance.checks.efficiency.python_in_hot_path import python_in_hot_path
from conformance.facts.nodes import line, python_source
from conformance.records import Arguments, Build, Epochs, Node, Pass, Plan, Timing, Training
from conformance.registry import check
from conformance.results import warn


@check(
    "input-bound",
    group="efficiency",
    title="the model does not wait for its data",
)
def input_bound(
    build: Build,
    elements: Pass,
    epochs: Epochs,
    timing: Timing,
    arguments: Arguments,
    training: Training,
    plan: Optional[Plan] = None,
):
    if training.step_seconds is None or not waits(timing, training):
        return None
    known = (build, plan, elements, epochs, timing, arguments, training)
    if plan is not None and (explained(*known) or python_in_hot_path(*known)):
        return None
    stage, share = costliest(timing, plan) if plan is not None else ("", 0.0)
    serial = _serial(plan) if plan is not None else []
    where = stage or (line(serial) if serial else "the pipeline")
    spent = f"; {share:.0%} of the work is in {stage}" if share else ""
    fix = "do the expensive part once, before training, or cache its result"
    if serial:
        fix = f"give {line(serial)} num_parallel_calls=tf.data.AUTOTUNE, or {fix}"
    return warn(
        f"the model waits for its data: {timing.second_epoch:.2f} s an epoch for the pipeline "
        f"alone{step_text(timing, training)}{spent}",
        expected="a pipeline faster than the model",
        actual=f"{timing.second_epoch / timing.batches / training.step_seconds:.0f} times slower",
        where=where,
        fix=fix,
    )


def _serial(plan: Plan) -> List[Node]:
    """Stages with a function that run one element at a time."""
    return [
        node
        for node in plan.nodes()
        if node.op in ("map", "interleave", "flat_map")
        and node.function is not None
        and not node.raw.startswith("Parallel")
        and node is not python_source(plan)
    ]
