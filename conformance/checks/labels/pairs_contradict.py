"""Check: are pairs that were not observed told from those that were?"""

from __future__ import annotations

from typing import Optional

import numpy as np

from conformance.checks.labels._rules import component_of
from conformance.checks.labels._values import BEFORE
from conformance.facts.meeting import matrix, meeting
from conformance.facts.pairing import Pairing, Targets
from conformance.records import Component, Contract, Pass
from conformance.registry import check
from conformance.results import warn
from conformance.wording import share

ENOUGH = 50  # rows of each label
CONTRADICTED = 0.2  # share of negatives that are a positive too
TWICE = 0.02  # share of positives that stand there twice: what repeats by nature contradicts itself
WIDEST = 4  # ids that name an example: a user and an item, perhaps a place and a time
SOME = 20  # different ids in a component: fewer are categories, which rows share by nature


@check(
    "pairs-contradict",
    group="labels",
    title="what is labelled 0 is not labelled 1 as well",
    after=(*BEFORE, "label-shape", "label-range", "label-fraction"),
)
def pairs_contradict(
    targets: Targets, elements: Pass, contract: Contract, pairing: Optional[Pairing] = None
):
    """Negatives drawn among all items, those that the user did buy among them."""
    if len(targets.pairs) != 1 or targets.pairs[0].loss is None or pairing is None:
        return None
    component = component_of(targets.pairs[0], elements)
    labels = matrix(component) if component is not None else None
    if component is None or labels is None or labels.shape[1] != 1:
        return None
    positive = labels[:, 0] == 1
    if not np.isin(labels, (0, 1)).all() or min(positive.sum(), (~positive).sum()) < ENOUGH:
        return None
    rows = _pairs(elements, contract, pairing)
    if rows is None or len(rows) != len(labels):
        return None
    names = np.unique(rows, axis=0, return_inverse=True)[1].reshape(-1)
    bought = names[positive]
    repeated = 1 - len(np.unique(bought)) / len(bought)
    wrong = int(np.isin(names[~positive], bought).sum())
    negatives = int((~positive).sum())
    if repeated > TWICE or wrong < CONTRADICTED * negatives:
        return None
    paths = " and ".join(c.path for c in elements.role("x"))
    return warn(
        f"{share(wrong, negatives)} rows with {component.path} 0 have the {paths} of a row with "
        f"{component.path} 1, and of the rows with 1 {repeated:.1%} stand there twice: negatives "
        "that were drawn without leaving out the positives teach the model both answers",
        expected="negatives that are no positives",
        actual=f"{wrong} of {negatives} negatives are positives too",
        where=component.path,
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
