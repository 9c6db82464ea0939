"""Check: is there anything to predict in a sequence of ids?"""

from __future__ import annotations

from typing import Any, Dict, List, Optional, Tuple

import numpy as np

from conformance.checks.labels._applies import walks_along
from conformance.checks.labels._rules import component_of
from conformance.facts.applicability import keras_train_step, least_examples
from conformance.facts.padding import id_sequences
from conformance.facts.pairing import Targets
from conformance.records import Component, Pass
from conformance.registry import Threshold, check, predicate
from conformance.results import Finding, Outcome, Passed, warn
from conformance.wording import number


@predicate("x is not one sequence of ids, each with a target id by the sparse loss")
def ids_to_ids(targets: Targets, elements: Pass) -> bool:
    """A target for every step, of the kind that the input is."""
    return bool(pairs_of_ids(targets, elements))


def pairs_of_ids(
    targets: Targets, elements: Pass
) -> List[Tuple[Component, np.ndarray, Component, np.ndarray]]:
    """(input, its ids, target, its ids), where both are sequences of ids of one shape."""
    features = [(c, id_sequences(c)) for c in elements.role("x")]
    features = [(c, ids) for c, ids in features if ids is not None]
    out = []
    for target in targets.pairs:
        component = component_of(target, elements)
        sparse = target.loss is not None and target.loss.name == "sparse_categorical_crossentropy"
        wanted = id_sequences(component) if component is not None and sparse else None
        if component is None or wanted is None or len(features) != 1:
            continue
        feature, given = features[0]
        if given is not None and given.shape == wanted.shape:
            out.append((feature, given, component, wanted))
    return out


@check(
    "label-is-input",
    group="labels",
    title="the target of each step is not the input of that step",
    applies=(keras_train_step, walks_along, least_examples(16), ids_to_ids),
    phase="compared",
    limits={
        "ids": Threshold(
            3, "rows of two values (a mask of pixels) have another question", "chosen, not measured"
        )
    },
    per_part=True,
)
def label_is_input(targets: Targets, elements: Pass, limits: Any) -> Outcome:
    """Targets that are a view of the inputs: what hides a word in one hides it in the other."""
    shares = []
    for feature, given, component, wanted in pairs_of_ids(targets, elements):
        if np.array_equal(given, wanted) and len(np.unique(wanted)) >= limits.ids:
            return _found(feature, component, wanted, elements)
        shares.append(
            f"{component.path} is {feature.path} at {(given == wanted).mean():.0%} of the steps"
        )
    return Passed(", ".join(shares))


def _found(feature: Component, target: Component, wanted: np.ndarray, elements: Pass) -> Finding:
    text = (
        f"{target.path} is {feature.path} itself, at every step of all {len(wanted)} sequences: the "
        "model need only copy its input"
    )
    details: Dict[str, Any] = dict(
        expected="targets with what the input hides or what comes next",
        actual=f"{target.path} == {feature.path}",
        where=target.path,
        component=target.path,
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
