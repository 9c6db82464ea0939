"""Whether the model does not wait for its data."""

from __future__ import annotations

from typing import List, Optional

from conformance.checks.efficiency._timed import compared, step_timed
from conformance.facts.nodes import line, python_source
from conformance.facts.slowness import OTHER, Slowness
from conformance.records import Node, Plan
from conformance.registry import check
from conformance.results import Outcome, Passed, warn


@check(
    "input-bound",
    group="efficiency",
    title="the model does not wait for its data",
    applies=(step_timed,),
    phase="trained",
)
def input_bound(slowness: Slowness, plan: Optional[Plan] = None) -> Outcome:
    """A batch takes longer to make than to train on, for no cause that another check names."""
    if slowness.cause != OTHER:
        why = f"; {slowness.cause} explains the waiting" if slowness.cause else ""
        return Passed(f"{compared(slowness)}{why}")
    serial = _serial(plan) if plan is not None else []
    where = slowness.stage or (line(serial) if serial else "the pipeline")
    spent = f"; {slowness.share:.0%} of the work is in {slowness.stage}" if slowness.share else ""
    fix = "do the expensive part once, before training, or cache its result"
    if serial:
        fix = f"give {line(serial)} num_parallel_calls=tf.data.AUTOTUNE, or {fix}"
    return warn(
        f"the model waits for its data: {slowness.epoch:.2f} s an epoch for the pipeline "
        f"alone; {slowness.text}{spent}",
        expected="a pipeline faster than the model",
        actual=slowness.times,
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
