"""Check: is each class id a number that the targets' dtype can hold?"""

from __future__ import annotations

from conformance.checks.labels._rules import classes, component_of, rule_of
from conformance.checks.labels._values import BEFORE
from conformance.facts.pairing import Targets
from conformance.records import Pass
from conformance.registry import check
from conformance.results import Finding, warn
from conformance.wording import number

# The whole numbers up to which a float dtype holds every one.
EXACT = {"float16": 2**11, "bfloat16": 2**8, "float32": 2**24}


@check(
    "label-rounded",
    group="labels",
    title="the targets' dtype holds every class id exactly",
    after=(*BEFORE, "label-shape", "label-range", "label-fraction"),
)
def label_rounded(targets: Targets, elements: Pass):
    """Above the limit float16 holds every other whole number, so two classes become one."""
    for target in targets.pairs:
        rule, component = rule_of(target), component_of(target, elements)
        if rule is None or rule.kind != "sparse" or component is None:
            continue
        exact, count = EXACT.get(component.dtype), classes(target)
        if exact is None or count is None or count - 1 <= exact or component.maximum is None:
            continue
        details = dict(
            expected=f"an integer dtype, or ids up to {exact}",
            actual=f"{component.dtype}, ids up to {number(component.maximum)}, {count} classes",
            where=component.path,
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
    return None
