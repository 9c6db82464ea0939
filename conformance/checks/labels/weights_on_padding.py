"""Whether weights count the steps of a sequence, not its padding."""

from __future__ import annotations

from typing import List, Optional

import numpy as np

from conformance.checks.labels._rules import component_of
from conformance.checks.labels._values import BEFORE
from conformance.facts.padding import span_of_row, steps_of_row
from conformance.facts.pairing import Targets
from conformance.facts.weights import target_of
from conformance.records import Component, Contract, Pass
from conformance.registry import check
from conformance.results import Finding, Skip

ENOUGH = 8  # padded rows below which nothing is said of their weights


@check(
    "weights-on-padding",
    group="labels",
    title="weights count the steps of a sequence, not its padding",
    after=(*BEFORE, "label-shape", "label-encoding", "sample-weight"),
)
def weights_on_padding(targets: Targets, elements: Pass, contract: Contract):
    """A mask made the wrong way round: only what is no step of the sequence is trained on."""
    weights = elements.role("sample_weight")
    if not weights:
        return Skip("no sample weights are given")
    if contract.custom_train_step:
        return Skip("the model has a train step of its own")
    for position, weight in enumerate(weights):
        target = target_of(weight, position, len(weights), targets)
        component = component_of(target, elements) if target is not None else None
        if target is None or target.loss is None or component is None:
            continue
        padded = _inverted(weight, component, elements.role("x"))
        if padded is not None:
            return Finding(
                f"{weight.path} is 0 on every step of the sequences and above 0 on their padding, in "
                f"all {padded} padded rows: the loss counts nothing but padding, whose target is "
                "always the same",
                expected="0 on the padding, above 0 before it",
                actual="above 0 on the padding only",
                where=weight.path,
                fix="turn the comparison round: `tf.cast(tf.not_equal(x, 0), tf.float32)`",
            )
    return None


def _inverted(weight: Component, target: Component, features: List[Component]) -> Optional[int]:
    """How many padded rows there are, where each is weighed on its padding alone.

    A model may well be asked what comes after the end of its input, so a target that varies there
    speaks against a mistake.
    """
    if weight.rows is None or target.rows is None or len(weight.rows) != len(target.rows):
        return None
    padded, filler = 0, set()
    for i, row in enumerate(weight.rows):
        weights, labels = steps_of_row(row), np.asarray(target.rows[i])
        if weights is None or labels.ndim == 0 or len(labels) != len(weights):
            return None
        span = span_of_row(i, len(weights), features)
        if span is None:
            continue
        padding = np.ones(len(weights), bool)
        padding[span] = False
        if not np.array_equal(weights != 0, padding):
            return None
        if padding.any():
            padded += 1
            filler.update(np.unique(labels[padding]).tolist()[:2])
        if len(filler) > 1:
            return None
    return padded if padded >= ENOUGH else None
