"""Whether targets are finite."""

from __future__ import annotations

from typing import Any, Dict

from conformance.facts.applicability import targets_read
from conformance.facts.losses import compared_by_own_code
from conformance.records import Contract, Pass
from conformance.registry import check
from conformance.results import Finding, Outcome, Passed, warn
from conformance.wording import counted, share


@check(
    "target-not-finite",
    group="labels",
    title="targets are finite",
    applies=(targets_read,),
    phase="compared",
    per_part=True,
)
def target_not_finite(elements: Pass, contract: Contract) -> Outcome:
    """One NaN target makes the loss NaN and, after one step, every weight."""
    for component in elements.role("y"):
        if not component.nan and not component.inf:
            continue
        kinds = " and ".join(
            k for k, n in (("NaN", component.nan), ("infinity", component.inf)) if n
        )
        where = component.path
        if component.bad_at is not None:
            where += f", batch {component.bad_at[0]}, element {component.bad_at[1]}"
        text = (
            f"{component.path} holds {kinds} in {share(component.bad_rows, elements.examples)} of "
            "the "
            "examples"
        )
        details: Dict[str, Any] = dict(
            expected="finite numbers",
            actual=kinds,
            where=where,
            component=component.path,
            fix="drop these examples (`ds.filter`) or put a value there; a sample weight of 0 does "
            "not "
            "help, since 0 times NaN is NaN",
        )
        if compared_by_own_code(contract):
            return warn(text + "; right only if your own loss masks them", **details)
        return Finding(text + ": the loss and after one step all weights become NaN", **details)
    held = ", ".join(f"{counted(c.count, 'value')} of {c.path}" for c in elements.role("y"))
    return Passed(f"{held}: no NaN, no infinity")
