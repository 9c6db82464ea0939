"""Check: are pairs that were not observed told from those that were?"""

from __future__ import annotations

from typing import Any, Optional

import numpy as np

from conformance.checks.labels._rules import component_of
from conformance.facts.columns import matrix
from conformance.facts.meeting import meeting
from conformance.facts.pairing import Pairing, Targets
from conformance.records import Component, Contract, Pass
from conformance.registry import Threshold, check, predicate
from conformance.results import Outcome, Passed, warn
from conformance.wording import share

WIDEST = 4  # ids that name an example: a user and an item, perhaps a place and a time
SOME = 20  # different ids in a component: fewer are categories, which rows share by nature


@predicate("there is not one target of 0 and 1, each on at least 50 rows")
def two_labels(targets: Targets, elements: Pass) -> bool:
    """Rows that say yes and rows that say no."""
    labels = _labels(targets, elements)
    return labels is not None and min((labels == 1).sum(), (labels == 0).sum()) >= 50


@predicate("the rows are not named by two to four ids that embeddings look up")
def rows_named_by_ids(elements: Pass, contract: Contract, pairing: Pairing) -> bool:
    """A user and an item, perhaps a place and a time."""
    return _pairs(elements, contract, pairing) is not None


def _labels(targets: Targets, elements: Pass) -> Optional[np.ndarray]:
    """(rows,) of 0 and 1, of the one target that a loss compares."""
    if len(targets.pairs) != 1 or targets.pairs[0].loss is None:
        return None
    component = component_of(targets.pairs[0], elements)
    labels = matrix(component) if component is not None else None
    if labels is None or labels.shape[1] != 1 or not np.isin(labels, (0, 1)).all():
        return None
    return labels[:, 0]


@check(
    "pairs-contradict",
    group="labels",
    title="what is labelled 0 is not labelled 1 as well",
    applies=(two_labels, rows_named_by_ids),
    phase="compared",
    limits={
        "contradicted": Threshold(
            0.2,
            "share of negatives that are a positive too: drawn among all items, as many as the "
            "share of items that a user has",
            "chosen, not measured",
        ),
        "twice": Threshold(
            0.02,
            "share of positives that stand there twice: what repeats by nature contradicts itself",
            "chosen, not measured",
        ),
    },
)
def pairs_contradict(
    targets: Targets, elements: Pass, contract: Contract, pairing: Pairing, limits: Any
) -> Outcome:
    """Negatives drawn among all items, those that the user did buy among them."""
    labels, rows = _labels(targets, elements), _pairs(elements, contract, pairing)
    component = component_of(targets.pairs[0], elements)
    assert component is not None
    assert labels is not None
    assert rows is not None
    positive = labels == 1
    names = np.unique(rows, axis=0, return_inverse=True)[1].reshape(-1)
    bought = names[positive]
    repeated = 1 - len(np.unique(bought)) / len(bought)
    wrong = int(np.isin(names[~positive], bought).sum())
    negatives = int((~positive).sum())
    paths = " and ".join(c.path for c in elements.role("x"))
    if repeated > limits.twice or wrong < limits.contradicted * negatives:
        return Passed(
            f"{share(wrong, negatives)} rows with {component.path} 0 have the {paths} of a row with 1; "
            f"of these {repeated:.1%} stand there twice"
        )
    return warn(
        f"{share(wrong, negatives)} rows with {component.path} 0 have the {paths} of a row with "
        f"{component.path} 1, and of the rows with 1 {repeated:.1%} stand there twice: negatives "
        "that were drawn without leaving out the positives teach the model both answers",
        expected="negatives that are no positives",
        actual=f"{wrong} of {negatives} negatives are positives too",
        where=component.path,
        component=component.path,
        fix="draw again while the pair is among the positives (a set of pairs: `while (user, item) in seen`)",
    )


def _pairs(elements: Pass, contract: Contract, pairing: Pairing) -> Optional[np.ndarray]:
    """(rows, ids) where every feature is an id that an embedding looks up, and there are several."""
    columns = []
    for feature in elements.role("x"):
        values = matrix(feature)
        if values is None or not feature.integral or not _many(feature):
            return None
        if meeting(contract, pairing, feature.path).state != "ids":
            return None
        columns.append(values)
    if not columns or len({len(c) for c in columns}) != 1:
        return None
    rows = np.concatenate(columns, axis=1)
    return rows if 2 <= rows.shape[1] <= WIDEST else None


def _many(feature: Component) -> bool:
    return feature.values is None or len(feature.values) >= SOME
