"""Check: is each class id a number that the targets' dtype can hold?"""

from __future__ import annotations

from typing import Any, Dict

from conformance.checks.labels._rules import classes, component_of, rule_of
from conformance.facts.pairing import Target, Targets
from conformance.records import Pass
from conformance.registry import check, predicate
from conformance.results import Finding, Outcome, Passed, warn
from conformance.wording import number

# The whole numbers up to which a float dtype holds every one.
EXACT = {"float16": 2**11, "bfloat16": 2**8, "float32": 2**24}


@predicate("no class ids come in a float dtype")
def float_ids(targets: Targets, elements: Pass) -> bool:
    """Ids could be rounded."""
    return any(_float_ids(target, elements) for target in targets.pairs)


def _float_ids(target: Target, elements: Pass) -> bool:
    rule, component = rule_of(target), component_of(target, elements)
    sparse = rule is not None and rule.kind == "sparse"
    return sparse and component is not None and component.dtype in EXACT


@check(
    "label-rounded",
    group="labels",
    title="the targets' dtype holds every class id exactly",
    applies=(float_ids,),
    phase="compared",
    per_part=True,
)
def label_rounded(targets: Targets, elements: Pass) -> Outcome:
    """Above the limit float16 holds every other whole number, so two classes become one."""
    held = []
    for target in targets.pairs:
        component, count = component_of(target, elements), classes(target)
        if component is None or not _float_ids(target, elements):
            continue
        exact = EXACT[component.dtype]
        held.append(f"{component.path}, {component.dtype}, ids up to {number(component.maximum)}")
        if count is None or count - 1 <= exact or component.maximum is None:
            continue
        details: Dict[str, Any] = dict(
            expected=f"an integer dtype, or ids up to {exact}",
            actual=f"{component.dtype}, ids up to {number(component.maximum)}, {count} classes",
            where=component.path,
            component=component.path,
            fix=f"keep the ids integers: leave {component.path} out of the cast to "
            f"{component.dtype} (mixed precision needs no cast of the targets)",
        )
        text = (
            f"{component.path} holds the ids of {count} classes in {component.dtype}, which has all "
            f"whole numbers up to {exact} only"
        )
        if component.maximum > exact:
            return Finding(f"{text}: above, neighbouring classes become one", **details)
        if not elements.complete:
            return warn(f"{text}; those seen so far end at {number(component.maximum)}", **details)
    return Passed(", ".join(held) + ": each is a number of its own")
