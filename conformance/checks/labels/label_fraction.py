"""Whether class ids are whole numbers."""

from __future__ import annotations

import numpy as np

from conformance.checks.labels._applies import class_ids
from conformance.checks.labels._rules import component_of, rule_of
from conformance.checks.labels._values import flat_rows
from conformance.facts.pairing import Targets
from conformance.records import Pass
from conformance.registry import check
from conformance.results import Finding, Outcome, Passed
from conformance.wording import counted, numbers, share


@check(
    "label-fraction",
    group="labels",
    title="class ids are whole numbers",
    applies=(class_ids,),
    phase="compared",
    per_part=True,
)
def label_fraction(targets: Targets, elements: Pass) -> Outcome:
    """The sparse loss casts its labels to int64: 0.8 becomes class 0 without a word."""
    held = []
    for target in targets.pairs:
        rule, component = rule_of(target), component_of(target, elements)
        if rule is None or rule.kind != "sparse" or component is None:
            continue
        held.append(f"{counted(component.count, 'value')} of {component.path}")
        if component.integral is not False:
            continue
        values = sorted(component.values or ())
        rows = flat_rows(component)
        finite = rows[np.isfinite(rows)] if rows.size else rows
        part = int(np.sum(finite != np.floor(finite))) if finite.size else 0
        small = component.maximum is not None and component.maximum <= 1
        shown = numbers(
            [v for v in values if v != int(v)] or finite[finite != np.floor(finite)][:6].tolist()
        )
        resized = len(np.shape(rows)) >= 3
        fix = "keep the integer ids: do not scale or average class labels"
        if resized:
            fix = (
                'resize masks with `method="nearest"`: interpolation invents ids between two '
                "classes"
            )
        elif small:
            fix = (
                "keep the integer ids, or train on the scores with mean_squared_error and one unit"
            )
        return Finding(
            f"{component.path} holds fractions ({shown}) in {share(part, int(finite.size))} of its "
            "values, and the sparse loss truncates them to class ids",
            expected="whole numbers",
            actual=shown,
            where=component.path,
            component=component.path,
            fix=fix,
        )
    return Passed(f"{', '.join(held)}: all whole numbers")
