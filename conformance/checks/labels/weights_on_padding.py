"""Whether weights count the steps of a sequence, not its padding."""

from __future__ import annotations

from typing import Any, List, Optional

import numpy as np

from conformance.checks.labels._rules import component_of
from conformance.facts.applicability import keras_train_step, weights_given
from conformance.facts.padding import span_of_row, steps_of_row
from conformance.facts.weights import Weight, Weights
from conformance.records import Component, Pass
from conformance.registry import Threshold, check, predicate
from conformance.results import Finding, Outcome, Passed
from conformance.wording import listed


@predicate("no weights are given for each step of a sequence")
def weights_of_steps(weights: Weights) -> bool:
    """A weight for each step of a target that training compares."""
    return bool(_asked(weights))


def _asked(weights: Weights) -> List[Weight]:
    compared = [w for w in weights.given if w.target is not None and w.target.loss is not None]
    return [w for w in compared if w.values.ndim == 2 or w.component.kind == "ragged"]


@check(
    "weights-on-padding",
    group="labels",
    title="weights count the steps of a sequence, not its padding",
    applies=(weights_given, keras_train_step, weights_of_steps),
    phase="compared",
    limits={
        "rows": Threshold(
            8,
            "padded rows: of fewer the steps that count may be few by chance",
            "chosen, not measured",
        )
    },
    per_part=True,
)
def weights_on_padding(elements: Pass, weights: Weights, limits: Any) -> Outcome:
    """A mask made the wrong way round: only what is no step of the sequence is trained on."""
    for each in _asked(weights):
        weight, target = each.component, each.target
        component = component_of(target, elements) if target is not None else None
        padded = None
        if component is not None:
            padded = _inverted(weight, component, elements.role("x"), limits.rows)
        if padded is not None:
            return Finding(
                f"{weight.path} is 0 on every step of the sequences and above 0 on their padding, in "
                f"all {padded} padded rows: the loss counts nothing but padding, whose target is "
                "always the same",
                expected="0 on the padding, above 0 before it",
                actual="above 0 on the padding only",
                where=weight.path,
                component=weight.path,
                fix="turn the comparison round: `tf.cast(tf.not_equal(x, 0), tf.float32)`",
            )
    paths = listed(each.component.path for each in _asked(weights))
    return Passed(f"{paths}: steps before the padding count in some row")


def _inverted(
    weight: Component, target: Component, features: List[Component], rows: int
) -> Optional[int]:
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
    return padded if padded >= rows else None
