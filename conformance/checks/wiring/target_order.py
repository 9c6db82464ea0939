"""Whether every output is trained on the target that bears its name."""

from __future__ import annotations

from conformance.checks.wiring._order import order_finding
from conformance.facts.origins import crossed, origins_of
from conformance.facts.pairing import Targets
from conformance.records import Plan, Spec
from conformance.registry import check, predicate
from conformance.results import Outcome, Passed
from conformance.wording import counted


@predicate("fewer than two outputs have a target")
def several_targets(targets: Targets) -> bool:
    """Targets could be exchanged."""
    return sum(pair.target is not None for pair in targets.pairs) > 1


@check(
    "target-order",
    group="wiring",
    title="every output is trained on the target that bears its name",
    applies=(several_targets,),
    phase="paired",
    after={"target-structure": "targets are paired by position, and one is missing or too many"},
    per_part=True,
)
def target_order(targets: Targets, spec: Spec, plan: Plan) -> Outcome:
    """The same for targets: y in a tuple is matched with the outputs by position."""
    slots = [(t.output.path, t.target.path) for t in targets.pairs if t.target is not None]
    keyed = [t.target.key for t in targets.pairs if t.target is not None]
    by = "name" if all(key is not None for key in keyed) else "position"
    origins = origins_of(plan, spec)
    found = crossed(slots, origins)
    if found:
        return order_finding(found, by, "output", "output names")
    told = sum(path in origins for _, path in slots)
    return Passed(f"{counted(len(slots), 'target')} by {by}: the source names {told} of them")
