"""Check: do training and validation hold the same classes?"""

from __future__ import annotations

from typing import List, Optional

import numpy as np

from conformance.checks.labels._class_weights import labels_of
from conformance.checks.labels._rules import classes, component_of, rule_of
from conformance.checks.labels._weights import BEFORE
from conformance.facts.pairing import Target, Targets
from conformance.records import Component, Pass
from conformance.registry import check
from conformance.results import Finding
from conformance.wording import numbers, share

ROWS = 20  # fewer validation rows may miss a class by chance
CHANCE = 1e-6  # of a class staying out of rows drawn like the training rows


@check(
    "split-classes",
    group="labels",
    title="training and validation hold the same classes",
    after=(*BEFORE, "empty", "label-shape", "label-encoding", "label-range", "label-constant"),
)
def split_classes(targets: Targets, elements: Pass, validation: Pass):
    if not (elements.complete and validation.complete):
        return None
    for target in targets.pairs:
        train, held = component_of(target, elements), component_of(target, validation)
        if train is None or held is None or not _of_classes(target):
            continue
        found = _compare(train, held)
        if found is not None:
            return found
    return None


def _of_classes(target: Target) -> bool:
    rule = rule_of(target)
    return rule is not None and rule.probability and (classes(target) or 2) > 1


def _compare(train: Component, held: Component) -> Optional[Finding]:
    trained, seen = labels_of(train), labels_of(held)
    if trained is None or seen is None or len(trained) < 2:
        return None
    if train.rows is None or held.rows is None or held.rows.ndim > 2 or len(held.rows) < ROWS:
        return None  # a map of labels has its own question
    unseen = [label for label in seen if label not in trained]
    if unseen:
        return _unseen(held, unseen, trained)
    absent = [label for label in trained if label not in seen and _unlikely(label, train, held)]
    if not absent:
        return None
    alone = len(seen) == 1
    return Finding(
        f"the validation data hold {'only ' if alone else ''}the class{'' if alone else 'es'} "
        f"{numbers(seen)}, the training data {numbers(trained)}: {numbers(absent)} cannot be missing by "
        "chance, so the parts were not drawn alike (a cut through sorted data?) and the validation score "
        "says nothing of them",
        status="fail" if alone else "warn",
        expected=f"classes {numbers(trained)}",
        actual=f"classes {numbers(seen)}",
        where=f"validation data, {held.path}",
        fix="shuffle the rows once (with a fixed seed) before they are split, or split each class",
    )


def _unseen(held: Component, unseen: List[int], trained: List[int]) -> Finding:
    rows = int(np.isin(_ids(held), unseen).sum())
    return Finding(
        f"{share(rows, len(held.rows))} validation rows have the classes {numbers(unseen)}, which no "  # type: ignore[arg-type]
        f"training row has ({numbers(trained)}): the model cannot have learnt them",
        status="fail" if rows >= 0.5 * len(held.rows) else "warn",  # type: ignore[arg-type]
        expected=f"classes among {numbers(trained)}",
        actual=f"classes {numbers(unseen)} in the validation data only",
        where=f"validation data, {held.path}",
        fix="split each class, or give both parts one vocabulary of labels",
    )


def _ids(component: Component) -> np.ndarray:
    rows = np.asarray(component.rows)
    return rows.argmax(axis=1) if rows.ndim == 2 and rows.shape[1] > 1 else np.ravel(rows)


def _unlikely(label: int, train: Component, held: Component) -> bool:
    part = float((_ids(train) == label).mean())
    return (1 - part) ** len(held.rows) < CHANCE  # type: ignore[arg-type]
