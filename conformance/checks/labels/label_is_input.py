"""Check: is there anything to predict in a sequence of ids?"""

from __future__ import annotations

from typing import Optional, Tuple

import numpy as np

from conformance.checks.labels._rules import component_of
from conformance.checks.labels._values import BEFORE
from conformance.facts.pairing import Targets
from conformance.records import Component, Contract, Pass
from conformance.registry import check
from conformance.results import Finding, warn
from conformance.wording import number

ENOUGH = 16  # sequences
IDS = 3  # different ids: two-valued rows (a mask of pixels) have another question
# Where a model squeezes a sequence into one vector, to give it back is a task.
SQUEEZING = ("RepeatVector", "Flatten", "Global", "Reshape", "Conv1DTranspose", "UpSampling1D")


@check(
    "label-is-input",
    group="labels",
    title="the target of each step is not the input of that step",
    after=(*BEFORE, "label-shape", "label-range"),
)
def label_is_input(targets: Targets, elements: Pass, contract: Contract):
    """Targets that are a view of the inputs: what hides a word in one hides it in the other."""
    squeezed = any(fact.type.startswith(SQUEEZING) for fact in contract.layers)
    if contract.custom_train_step or squeezed:
        return None
    features = [c for c in elements.role("x") if _sequence(c) is not None]
    for target in targets.pairs:
        component = component_of(target, elements)
        if component is None or target.loss is None or len(features) != 1:
            continue
        if target.loss.name != "sparse_categorical_crossentropy":
            continue
        given, wanted = _sequence(features[0]), _sequence(component)
        if given is None or wanted is None or not np.array_equal(given, wanted):
            continue
        return _found(features[0], component, wanted, elements)
    return None


def _sequence(component: Component) -> Optional[np.ndarray]:
    """(sequences, steps) of ids; None for what is not."""
    rows = component.rows
    if rows is None or rows.dtype.kind not in "iuf" or not component.integral:
        return None
    if rows.ndim == 3 and rows.shape[2] == 1:
        rows = rows[:, :, 0]
    if rows.ndim != 2 or rows.shape[1] < 2 or len(rows) < ENOUGH:
        return None
    return rows if len(np.unique(rows)) >= IDS else None


def _found(feature: Component, target: Component, wanted: np.ndarray, elements: Pass) -> Finding:
    text = (
        f"{target.path} is {feature.path} itself, at every step of all {len(wanted)} sequences: the "
        "model need only copy its input"
    )
    details = dict(
        expected="targets with what the input hides or what comes next",
        actual=f"{target.path} == {feature.path}",
        where=target.path,
        fix="copy before hiding (`inputs = targets.copy()`; a slice or an assignment is the same "
        "array), or shift the targets by one step to predict the next",
    )
    counted = _counted(elements, wanted)
    if counted is not None:
        value, steps = counted
        return Finding(
            f"{text}, and all {steps} steps with a weight have the one target {number(value)}",
            **details,
        )
    return warn(text + ", unless its layers squeeze the sequence", **details)


def _counted(elements: Pass, wanted: np.ndarray) -> Optional[Tuple[float, int]]:
    """(the target, steps) where the weights leave steps of a single target."""
    weights = elements.role("sample_weight")
    rows = weights[0].rows if len(weights) == 1 else None
    if rows is None or rows.dtype == object or rows.size != wanted.size:
        return None
    on = rows.reshape(wanted.shape) != 0
    values = np.unique(wanted[on])
    return (float(values[0]), int(on.sum())) if len(values) == 1 and not on.all() else None
