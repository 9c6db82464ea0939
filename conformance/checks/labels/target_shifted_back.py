"""Check: does the target of a step come after what the model has read?"""

from __future__ import annotations

from typing import Optional

import numpy as np

from conformance.checks.labels._rules import component_of
from conformance.checks.labels._values import BEFORE
from conformance.facts.meeting import KEEPING, TO_IDS, WEIGHTED
from conformance.facts.pairing import Targets
from conformance.records import Component, Contract, Pass
from conformance.registry import check
from conformance.results import Finding, warn

ENOUGH = 16  # sequences
IDS = 4  # different ids: fewer stand behind each other by chance, or are an echo of bits
MOVING = 0.3  # share of steps whose id is another than that before: what repeats is its own past
# Where a model squeezes a sequence into one vector, or turns it round, to give it back is a task.
SQUEEZING = ("RepeatVector", "Flatten", "Global", "Reshape", "Conv1DTranspose", "UpSampling1D")
READING = (*KEEPING, *WEIGHTED, *TO_IDS, "LayerNormalization", "BatchNormalization", "Add")


@check(
    "target-shifted-back",
    group="labels",
    title="the target of each step is not the input of the step before",
    after=(*BEFORE, "label-shape", "label-range", "label-is-input"),
)
def target_shifted_back(targets: Targets, elements: Pass, contract: Contract):
    """`np.roll(ids, 1)` for `np.roll(ids, -1)`: the model is asked for what it has just read."""
    features = elements.role("x")
    squeezed = any(fact.type.startswith(SQUEEZING) for fact in contract.layers)
    if contract.custom_train_step or squeezed or len(features) != 1:
        return None  # a second input may be the one that is predicted from
    for target in targets.pairs:
        component = component_of(target, elements)
        if component is None or target.loss is None:
            continue
        if target.loss.name != "sparse_categorical_crossentropy":
            continue
        given, wanted = ids_of(features[0]), ids_of(component)
        if given is None or wanted is None or not _back(given, wanted):
            continue
        return _found(features[0], component, wanted, contract)
    return None


def ids_of(component: Component) -> Optional[np.ndarray]:
    """(sequences, steps) of ids; None for what is not."""
    rows = component.rows
    if rows is None or rows.dtype.kind not in "iuf" or not component.integral:
        return None
    if rows.ndim == 3 and rows.shape[2] == 1:
        rows = rows[:, :, 0]
    if rows.ndim != 2 or rows.shape[1] < 3 or len(rows) < ENOUGH:
        return None
    return rows if len(np.unique(rows)) >= IDS else None


def _back(given: np.ndarray, wanted: np.ndarray) -> bool:
    """Whether every target is the input one step earlier, and of inputs that change."""
    if given.shape != wanted.shape or not np.array_equal(wanted[:, 1:], given[:, :-1]):
        return False
    if np.array_equal(wanted[:, :-1], given[:, 1:]):
        return False  # of period two: the next step is the last
    return bool((given[:, 1:] != given[:, :-1]).mean() >= MOVING)


def _found(
    feature: Component, target: Component, wanted: np.ndarray, contract: Contract
) -> Finding:
    text = (
        f"{target.path}[:, 1:] is {feature.path}[:, :-1] in all {len(wanted)} sequences: the target of a "
        "step is the input of the step before, which the model has read already, and the next one is "
        "never asked for"
    )
    details = dict(
        expected=f"{target.path}[:, :-1] == {feature.path}[:, 1:]",
        actual=f"{target.path}[:, 1:] == {feature.path}[:, :-1]",
        where=target.path,
        fix="shift the other way: x = ids[:, :-1] and y = ids[:, 1:], or np.roll(ids, -1)",
    )
    first = np.unique(wanted[:, 0])
    if len(first) == 1:
        return warn(text + ", unless an echo of the input is the task", **details)
    known = all(fact.keras_own and fact.type.startswith(READING) for fact in contract.layers)
    if not known or not contract.layers:
        return warn(text + ", unless the model reads from the end", **details)
    return Finding(text, **details)
