"""Whether targets are finite."""

from __future__ import annotations

from conformance.records import Contract, Pass
from conformance.registry import check
from conformance.results import Finding, warn
from conformance.wording import share


@check(
    "target-not-finite",
    group="labels",
    title="targets are finite",
    after=("pipeline-iterates", "element-type", "targets-missing", "third-element"),
)
def target_not_finite(elements: Pass, contract: Contract):
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
        details = dict(
            expected="finite numbers",
            actual=kinds,
            where=where,
            fix="drop these examples (`ds.filter`) or put a value there; a sample weight of 0 does "
            "not "
            "help, since 0 times NaN is NaN",
        )
        if contract.custom_train_step or any(
            x is not None and x.custom for x in contract.losses.values()
        ):
            return warn(text + "; right only if your own loss masks them", **details)
        return Finding(text + ": the loss and after one step all weights become NaN", **details)
    return None
