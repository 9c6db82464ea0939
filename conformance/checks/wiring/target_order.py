"""Whether every output is trained on the target that bears its name."""

from __future__ import annotations

from conformance.checks.wiring._order import order_finding
from conformance.facts.origins import crossed, origins_of
from conformance.facts.pairing import Targets
from conformance.records import Plan, Spec
from conformance.registry import check


@check(
    "target-order",
    group="wiring",
    title="every output is trained on the target that bears its name",
    after=("targets-missing", "target-structure"),
)
def target_order(targets: Targets, spec: Spec, plan: Plan):
    """The same for targets: y in a tuple is matched with the outputs by position."""
    slots = [(t.output.path, t.target.path) for t in targets.pairs if t.target is not None]
    if len(slots) < 2:
        return None
    keyed = [t.target.key for t in targets.pairs if t.target is not None]
    by = "name" if all(key is not None for key in keyed) else "position"
    found = crossed(slots, origins_of(plan, spec))
    return order_finding(found, by, "output", "output names") if found else None
