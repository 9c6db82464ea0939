"""Whether no example disappears in ignore_errors."""

from __future__ import annotations

from typing import Iterator

from conformance.checks.completeness._rows import WARN
from conformance.records import Node, Pass, Plan
from conformance.registry import check
from conformance.results import Finding, warn
from conformance.wording import share


@check(
    "errors-ignored",
    group="completeness",
    title="no example disappears in ignore_errors",
    after=("empty",),
)
def errors_ignored(plan: Plan, elements: Pass):
    node = plan.first("ignore_errors")
    if node is None or not node.inputs:
        return None
    before = node.inputs[0].cardinality
    if before is None or before < 0 or not elements.complete:
        return warn(
            "ignore_errors drops every element that raises, and the number of elements before it is not "
            "known: nobody will see how many are lost",
            expected="errors that are seen, or counted",
            actual="ignore_errors over data of unknown size",
            fix="ignore_errors(log_warning=True), and compare the number of examples with the source's once",
        )
    batched = any(n.op.endswith("batch") for n in node.walk())
    arrived = elements.batches if batched else elements.examples
    lost = before - arrived
    if lost <= 0 or any(n.op in ("filter", "take", "skip", "repeat") for n in _above(plan, node)):
        return None
    unit = "batches" if batched else "examples"
    return Finding(
        f"ignore_errors hid that {share(lost, before)} {unit} raise an error: {arrived} arrive, and training "
        "says nothing of the others",
        status="fail" if lost / before >= WARN else "warn",
        expected=f"{before} {unit}",
        actual=f"{arrived}",
        fix="remove ignore_errors, read the first error, and mend the parser; skip only records known to be "
        "broken, and count them",
    )


def _above(plan: Plan, node: Node) -> Iterator[Node]:
    """The nodes between the model and ``node``."""
    for upper in plan.chain():
        if upper is node:
            return
        yield upper
