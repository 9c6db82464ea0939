"""Whether the third element is a sample weight."""

from __future__ import annotations

from typing import Any, Optional

import numpy as np

from conformance.facts.applicability import keras_train_step, weights_given
from conformance.records import Component, Contract, Pass, Spec
from conformance.registry import Threshold, check
from conformance.results import Finding, Outcome, Passed, warn
from conformance.wording import counted, number, numbers


@check(
    "third-element",
    group="wiring",
    title="the third element is a sample weight",
    applies=(keras_train_step, weights_given),
    phase="well-formed",
    after={
        "batch-missing": "of single examples the third part is one number",
        "input-structure": "the inputs were put side by side, and the third part is one of them",
    },
    limits={
        "distinct": Threshold(
            0.9,
            "share of distinct whole numbers above which a column names rows",
            "chosen, not measured",
        ),
        "rows": Threshold(
            32, "of fewer examples small counts may all differ", "chosen, not measured"
        ),
    },
    per_part=True,
)
def third_element(contract: Contract, spec: Spec, elements: Pass, limits: Any) -> Outcome:
    """(x, y, z): Keras multiplies each example's loss by z, whatever z is."""
    weights = elements.role("sample_weight")
    outputs, targets = len(contract.outputs or ()), len(spec.role("y"))
    if contract.outputs and targets < outputs and targets + len(weights) >= outputs > 1:
        names = ", ".join(leaf.path for leaf in contract.outputs)
        return Finding(
            "the third element is taken as sample_weight, and y has "
            f"{counted(targets, 'component')} "
            f"for the {outputs} outputs ({names}): it looks like the second target",
            expected=f"y with {outputs} components",
            actual=f"y with {targets}, and a third element",
            where="sample_weight",
            fix="nest the targets: `(x, (y1, y2))`",
        )
    found = _not_weights(weights[0], elements, limits) if len(weights) == 1 else None
    return found or Passed(
        ", ".join(f"{w.path} {number(w.minimum)}..{number(w.maximum)}" for w in weights[:4])
        + ": numbers that differ as weights do"
    )


def _not_weights(weight: Component, elements: Pass, limits: Any) -> Optional[Finding]:
    if weight.dtype == "string":
        return _third(
            "holds strings",
            f"{numbers((weight.values or {}).keys(), limit=3)}",
            "numbers, one an example",
        )
    examples = elements.examples
    if (
        weight.rows is None
        or not weight.integral
        or examples < limits.rows
        or weight.count != examples
    ):
        return None
    values = np.ravel(np.asarray(weight.rows, dtype=np.float64))
    distinct = len(np.unique(values))
    if distinct < limits.distinct * len(values):
        return None
    low, high = float(values.min()), float(values.max())
    shown = numbers(values[:6].tolist())
    if high - low + 1 <= 2 * len(values):
        return _third(
            f"counts the rows: {distinct} distinct whole numbers from {number(low)} to "
            f"{number(high)}",
            shown,
            "weights around 1",
            factor=float(values.mean()),
        )
    return warn(
        f"the third element is taken as sample_weight and holds {distinct} distinct whole numbers "
        "in "
        f"{len(values)} examples, from {number(low)} to {number(high)}: identifiers, or counts "
        "that "
        f"make the loss {number(values.mean())} times as large?",
        expected="weights around 1",
        actual=shown,
        where="sample_weight",
        component=weight.path,
        fix="if these are ids, drop them: `ds.map(lambda x, y, i: (x, y))`; if counts, divide by "
        "their mean",
    )


def _third(what: str, shown: str, expected: str, factor: Optional[float] = None) -> Finding:
    consequence = (
        f"; every example's loss is multiplied by its number, {number(factor)} on average"
        if factor is not None
        else "; fit multiplies each example's loss by it"
    )
    return Finding(
        f"the third element is taken as sample_weight and {what}{consequence}",
        expected=expected,
        actual=shown,
        where="sample_weight",
        fix="drop it before fit: `ds.map(lambda x, y, extra: (x, y))`",
    )
