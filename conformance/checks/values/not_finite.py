"""Whether features hold no NaN and no infinity."""

from __future__ import annotations

from typing import Optional

import numpy as np

from conformance.records import Component, Pass, Training
from conformance.registry import check
from conformance.results import Finding
from conformance.wording import listed, number, share

# Rows with NaN that training must have met before finite weights prove that the model copes.
MET = 7


@check("not-finite", group="values", title="features hold no NaN and no infinity")
def not_finite(
    elements: Pass, training: Optional[Training] = None, validation: Optional[Pass] = None
):
    for part, name in ((elements, "training"), (validation, "validation")):
        for component in part.role("x") if part is not None else ():
            if not component.nan + component.inf:
                continue
            assert part is not None
            if name == "training" and _handled(component, part, training):
                continue
            return _bad_numbers(component, part, name, training)
    return None


def _handled(component: Component, part: Pass, training: Optional[Training]) -> bool:
    """The model was trained on such rows and stayed finite: it deals with them on purpose."""
    if training is None or "fit" not in training.ran or not training.weights_finite:
        return False
    if (
        training.initial_loss is None
        or not np.isfinite([training.initial_loss, *training.losses]).all()
    ):
        return False
    seen = component.bad_rows * min(1.0, training.batches / max(1, part.batches))
    return seen >= MET


def _bad_numbers(
    component: Component, part: Pass, name: str, training: Optional[Training]
) -> Finding:
    bad = component.nan + component.inf
    kinds = [k for k, n in (("NaN", component.nan), ("infinite", component.inf)) if n]
    where = component.path if name == "training" else f"validation {component.path}"
    if component.bad_at is not None:
        where += f", batch {component.bad_at[0]}, index {component.bad_at[1]}"
    rows = f" in {share(component.bad_rows, part.examples)} examples" if part.examples else ""
    every = bad == component.count
    cause = (
        "the statistics were computed over too few values (0/0)"
        if every and component.nan
        else "division by zero, a missing value, or a number too large for its type"
    )
    return Finding(
        f"{share(bad, component.count)} values of `{component.path}` in the {name} data are "
        f"{' or '.join(kinds)}{rows}{_what_follows(training, name)}",
        expected="finite numbers",
        actual=f"{component.nan} NaN, {component.inf} infinite",
        where=where,
        fix=f"look for the cause in the step that makes `{component.path}`: {cause}; fill, filter or "
        "repair those rows before they are batched",
    )


def _what_follows(training: Optional[Training], name: str) -> str:
    if name != "training" or training is None or "fit" not in training.ran:
        return ""
    last = training.losses[-1] if training.losses else None
    if training.bad_weights and last is not None and np.isfinite(last):
        return (
            f"; the loss stays finite ({number(last)}) because a fused relu turns NaN into 0 from "
            f"TensorFlow 2.9 on, while {listed(training.bad_weights, limit=3)} became NaN"
        )
    if training.bad_weights:
        return f"; after {training.epochs} short epochs {listed(training.bad_weights, limit=3)} hold NaN"
    return ""
