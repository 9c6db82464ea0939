"""Check: is the thing to be guessed among the things that are given?"""

from __future__ import annotations

from typing import Any, Optional

import numpy as np

from conformance.checks.labels._rules import classes, component_of
from conformance.facts.applicability import keras_train_step, least_examples
from conformance.facts.columns import matrix
from conformance.facts.pairing import Pairing, Target, Targets
from conformance.records import Component, Contract, Pass
from conformance.registry import Threshold, check, predicate
from conformance.results import Outcome, Passed, warn

CLOSE = 2  # by how much classes and ids may differ in number and still be the same things
SHUFFLES = 5  # pairings of rows with the targets of others


@predicate("x has not one sequence of ids of the things that the output chooses among")
def history_of_choices(
    targets: Targets, elements: Pass, contract: Contract, pairing: Pairing
) -> bool:
    """The model is asked for an id of those that its one sequence holds."""
    feature = _history(elements)
    return feature is not None and any(
        _same_things(target, feature, contract, pairing) for target in targets.pairs
    )


def _history(elements: Pass) -> Optional[Component]:
    """The one sequence of ids: a question beside a text asks for a word of the text."""
    sequences = [c for c in elements.role("x") if _ids(c) is not None]
    return sequences[0] if len(sequences) == 1 else None


@check(
    "label-among-inputs",
    group="labels",
    title="the id to be predicted is not among the ids that are given",
    applies=(keras_train_step, least_examples(64), history_of_choices),
    phase="compared",
    after={"target-in-features": "the same finding of a column of the table"},
    limits={
        "labels": Threshold(
            8, "of fewer different ids a row holds most by chance", "chosen, not measured"
        ),
        "by_chance": Threshold(
            0.6,
            "share of rows that hold another row's target, up to which holding one's own tells "
            "something: in 64 rows, once in 1e14 by chance",
            "0.6 to the power of 64",
        ),
        "fixed": Threshold(
            0.9,
            "share of rows with the target at one place: copied, which is another question",
            "chosen, not measured",
        ),
    },
)
def label_among_inputs(
    targets: Targets, elements: Pass, contract: Contract, pairing: Pairing, limits: Any
) -> Outcome:
    """A history of all that a user has seen, with the item to be guessed left in it."""
    feature = _history(elements)
    assert feature is not None
    for target in targets.pairs:
        component = component_of(target, elements)
        if component is None or not _same_things(target, feature, contract, pairing):
            continue
        by_chance = _always_there(feature, component, limits)
        if by_chance is None:
            continue
        rows = len(feature.rows)  # type: ignore[arg-type]
        return warn(
            f"the target {component.path} stands among the ids of {feature.path} in all {rows} rows, at "
            f"changing places (that of another row does in {by_chance:.0%}): the model learns to pick one "
            "of the ids it is shown, and the next one is not shown where it is used",
            expected=f"{feature.path} without the id to be predicted",
            actual=f"{component.path} in {feature.path} in {rows} of {rows} rows",
            where=feature.path,
            component=feature.path,
            fix="leave the target out of the history: only what came before it; where one of the given ids "
            "is to be picked, this is right",
        )
    return Passed(
        f"the target stands among the ids of {feature.path} in some rows only, or at one place"
    )


def _ids(component: Component) -> Optional[np.ndarray]:
    rows = component.rows
    if rows is None or rows.dtype.kind not in "iuf" or not component.integral or rows.ndim != 2:
        return None
    return rows if rows.shape[1] > 2 and len(rows) else None


def _same_things(target: Target, feature: Component, contract: Contract, pairing: Pairing) -> bool:
    """Whether the classes are the ids that the input's embedding knows."""
    if target.loss is None or target.loss.name != "sparse_categorical_crossentropy":
        return False
    pair, units = pairing.input_of(feature.path), classes(target)
    known = contract.embedding_inputs.get(pair.index) if pair is not None else None
    return known is not None and units is not None and abs(units - known) <= CLOSE


def _always_there(feature: Component, target: Component, limits: Any) -> Optional[float]:
    """The share by chance, where each row holds its own target, at no one place; else None."""
    x, y, given = _ids(feature), matrix(target), feature.rows
    if x is None or y is None or given is None or y.shape != (len(x), 1):
        return None
    if len(np.unique(y)) < limits.labels or 0 in y:  # 0 is padding as a rule
        return None
    there = x == y
    if not there.any(axis=1).all() or there.mean(axis=0).max() > limits.fixed:
        return None
    random = np.random.RandomState(0)
    shares = [
        float((x == y[random.permutation(len(y))]).any(axis=1).mean()) for _ in range(SHUFFLES)
    ]
    return max(shares) if max(shares) <= limits.by_chance else None
