"""Whether features hold no NaN and no infinity."""

from __future__ import annotations

from typing import Any, List, Optional

import numpy as np

from conformance.facts.broken import MET, met
from conformance.records import Component, Pass, Probes, Training
from conformance.registry import check, predicate
from conformance.results import Finding, Outcome, Passed
from conformance.wording import listed, number, share


def _floats(elements: Pass) -> List[Component]:
    return [c for c in elements.role("x") if "float" in c.dtype and c.count]


@predicate("x holds no floats, and nothing else can be NaN")
def floats_in_x(elements: Pass) -> bool:
    """Features of a type that has NaN and infinity."""
    return bool(_floats(elements))


@check(
    "not-finite",
    group="values",
    title="features hold no NaN and no infinity",
    applies=(floats_in_x,),
    phase="compared",
    per_part=True,
    limits={"met": MET},
)
def not_finite(
    elements: Pass,
    limits: Any,
    training: Optional[Training] = None,
    probes: Optional[Probes] = None,
) -> Outcome:
    """One NaN in a batch makes the loss and every weight NaN, or is turned into 0 without a word."""
    handled = []
    for component in _floats(elements):
        if not component.nan + component.inf:
            continue
        if not (_handled(component, elements, training, limits.met) or _filled(training, probes)):
            return _bad_numbers(component, elements, training)
        handled.append(component)
    seen = sum(component.count for component in _floats(elements))
    text = f"{seen:,} values of {listed(c.path for c in _floats(elements))}"
    if handled:
        bad = sum(component.nan + component.inf for component in handled)
        text += f"; {bad:,} are not finite, and training met them without harm to loss or weights"
    return Passed(text)


def _handled(component: Component, part: Pass, training: Optional[Training], least: float) -> bool:
    """The model was trained on such rows and stayed finite: it deals with them on purpose."""
    if training is None or "fit" not in training.ran or not training.weights_finite:
        return False
    if (
        training.initial_loss is None
        or not np.isfinite([training.initial_loss, *training.losses]).all()
    ):
        return False
    return met(component, part, training) >= least


def _filled(training: Optional[Training], probes: Optional[Probes]) -> bool:
    """A fresh model gave finite, varied answers to rows with NaN, and no training says otherwise."""
    harmed = training is not None and not (training.weights_finite and "fit" in training.ran)
    return probes is not None and probes.finite is True and not harmed


def _bad_numbers(component: Component, part: Pass, training: Optional[Training]) -> Finding:
    bad = component.nan + component.inf
    kinds = [k for k, n in (("NaN", component.nan), ("infinite", component.inf)) if n]
    where = component.path
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
        f"{share(bad, component.count)} values of `{component.path}` are "
        f"{' or '.join(kinds)}{rows}{_what_follows(training)}",
        expected="finite numbers",
        actual=f"{component.nan} NaN, {component.inf} infinite",
        where=where,
        component=component.path,
        fix=f"look for the cause in the step that makes `{component.path}`: {cause}; fill, filter or "
        "repair those rows before they are batched",
    )


def _what_follows(training: Optional[Training]) -> str:
    if training is None or "fit" not in training.ran:
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
