"""Check: does the target of a step come after what the model has read?"""

from __future__ import annotations

from typing import Any, Dict

import numpy as np

from conformance.checks.labels._applies import walks_along
from conformance.checks.labels.label_is_input import ids_to_ids, pairs_of_ids
from conformance.facts.applicability import keras_train_step, least_examples, one_feature
from conformance.facts.meeting import KEEPING, TO_IDS, WEIGHTED
from conformance.facts.pairing import Targets
from conformance.records import Component, Contract, Pass
from conformance.registry import Threshold, check
from conformance.results import Finding, Outcome, Passed, warn

READING = (*KEEPING, *WEIGHTED, *TO_IDS, "LayerNormalization", "BatchNormalization", "Add")


@check(
    "target-shifted-back",
    group="labels",
    title="the target of each step is not the input of the step before",
    applies=(keras_train_step, walks_along, one_feature, least_examples(16), ids_to_ids),
    phase="compared",
    limits={
        "ids": Threshold(
            4,
            "fewer stand behind each other by chance, or are an echo of bits",
            "chosen, not measured",
        ),
        "moving": Threshold(
            0.3,
            "share of steps whose id is another than that before: what repeats is its own past",
            "chosen, not measured",
        ),
    },
    per_part=True,
)
def target_shifted_back(
    targets: Targets, elements: Pass, contract: Contract, limits: Any
) -> Outcome:
    """`np.roll(ids, 1)` for `np.roll(ids, -1)`: the model is asked for what it has just read."""
    shares = []
    for feature, given, component, wanted in pairs_of_ids(targets, elements):
        if len(np.unique(wanted)) >= limits.ids and _back(given, wanted, limits.moving):
            return _found(feature, component, wanted, contract)
        agree = float((wanted[:, 1:] == given[:, :-1]).mean())
        shares.append(
            f"{component.path} is {feature.path} of the step before at {agree:.0%} of the steps"
        )
    return Passed(", ".join(shares))


def _back(given: np.ndarray, wanted: np.ndarray, moving: float) -> bool:
    """Whether every target is the input one step earlier, and of inputs that change."""
    if wanted.shape[1] < 3 or not np.array_equal(wanted[:, 1:], given[:, :-1]):
        return False
    if np.array_equal(wanted[:, :-1], given[:, 1:]):
        return False  # of period two: the next step is the last
    return bool((given[:, 1:] != given[:, :-1]).mean() >= moving)


def _found(
    feature: Component, target: Component, wanted: np.ndarray, contract: Contract
) -> Finding:
    text = (
        f"{target.path}[:, 1:] is {feature.path}[:, :-1] in all {len(wanted)} sequences: the target of a "
        "step is the input of the step before, which the model has read already, and the next one is "
        "never asked for"
    )
    details: Dict[str, Any] = dict(
        expected=f"{target.path}[:, :-1] == {feature.path}[:, 1:]",
        actual=f"{target.path}[:, 1:] == {feature.path}[:, :-1]",
        where=target.path,
        component=target.path,
        fix="shift the other way: x = ids[:, :-1] and y = ids[:, 1:], or np.roll(ids, -1)",
    )
    first = np.unique(wanted[:, 0])
    if len(first) == 1:
        return warn(text + ", unless an echo of the input is the task", **details)
    known = all(fact.keras_own and fact.type.startswith(READING) for fact in contract.layers)
    if not known or not contract.layers:
        return warn(text + ", unless the model reads from the end", **details)
    return Finding(text, **details)
