"""Whether no example disappears in ignore_errors."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Iterator, Optional

from conformance.facts.ledger import Ledger
from conformance.records import Node, Plan
from conformance.registry import APART, Threshold, check, predicate
from conformance.results import Finding, Outcome, Passed, warn
from conformance.wording import share

CHANGING = ("filter", "take", "skip", "repeat")  # they change the number of elements on purpose


@predicate("no ignore_errors is in the plan")
def errors_dropped(plan: Plan) -> bool:
    node = plan.first("ignore_errors")
    return node is not None and bool(node.inputs)


@predicate("other nodes after ignore_errors change the number of elements too")
def counted_to_the_end(plan: Plan, ledger: Ledger) -> bool:
    node = plan.first("ignore_errors")
    before = _before(plan)
    changed = node is not None and any(n.op in CHANGING for n in _above(plan, node))
    return before is None or not ledger.whole or not changed


@check(
    "errors-ignored",
    group="completeness",
    title="no example disappears in ignore_errors",
    applies=(errors_dropped, counted_to_the_end),
    phase=APART,
    after={"empty": "no element at all is the graver news"},
    limits={
        "share": Threshold(
            0.05, "share of the elements that raise from which it fails", "chosen, not measured"
        )
    },
)
def errors_ignored(plan: Plan, ledger: Ledger, limits: SimpleNamespace) -> Outcome:
    """The number of elements before ignore_errors against the number that came."""
    node = plan.first("ignore_errors")
    before = _before(plan)
    if before is None or node is None or not ledger.whole:
        return warn(
            "ignore_errors drops every element that raises, and the number of elements before it is not "
            "known: nobody will see how many are lost",
            expected="errors that are seen, or counted",
            actual="ignore_errors over data of unknown size",
            fix="ignore_errors(log_warning=True), and compare the number of examples with the source's once",
        )
    batched = any(n.op.endswith("batch") for n in node.walk())
    unit = "batches" if batched else "examples"
    arrived = ledger.batches if batched else ledger.examples
    lost = before - arrived
    if lost <= 0:
        return Passed(f"{before} {unit} before ignore_errors with those that came: none is lost")
    return Finding(
        f"ignore_errors hid that {share(lost, before)} {unit} raise an error: {arrived} arrive, and training "
        "says nothing of the others",
        status="fail" if lost / before >= limits.share else "warn",
        expected=f"{before} {unit}",
        actual=f"{arrived}",
        fix="remove ignore_errors, read the first error, and mend the parser; skip only records known to be "
        "broken, and count them",
    )


def _before(plan: Plan) -> Optional[int]:
    """How many elements reach ignore_errors; None where that is not known."""
    node = plan.first("ignore_errors")
    count = node.inputs[0].cardinality if node is not None and node.inputs else None
    return count if count is not None and count >= 0 else None


def _above(plan: Plan, node: Node) -> Iterator[Node]:
    """The nodes between the model and ``node``."""
    for upper in plan.chain():
        if upper is node:
            return
        yield upper
