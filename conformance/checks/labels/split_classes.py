"""Check: do training and validation hold the same classes?"""

from __future__ import annotations

from typing import Any, List, Optional

import numpy as np

from conformance.checks.labels._rules import classes as units
from conformance.checks.labels._rules import rule_of
from conformance.facts.classes import Classes
from conformance.facts.pairing import Target, Targets
from conformance.facts.reading import whole, whole_validation
from conformance.registry import Threshold, check, predicate
from conformance.results import Finding, Outcome, Passed
from conformance.wording import numbers, share

ROWS = 20  # of fewer validation rows a class is missing by chance


@predicate("no target names one of several classes in both parts, with at least 20 validation rows")
def classes_in_both(targets: Targets, classes: Classes, validation_classes: Classes) -> bool:
    """There are classes to compare."""
    return bool(_both(targets, classes, validation_classes))


def _both(targets: Targets, classes: Classes, held: Classes) -> List[str]:
    """Paths of the targets whose classes are known in both parts."""
    return [
        target.target.path
        for target in targets.pairs
        if target.target is not None
        and _of_classes(target)
        and len(classes.labels(target.target.path)) > 1
        and len(held.get(target.target.path, ())) >= ROWS
    ]


@check(
    "split-classes",
    group="labels",
    title="training and validation hold the same classes",
    applies=(whole, whole_validation, classes_in_both),
    phase="compared",
    limits={
        "chance": Threshold(
            1e-6,
            "of a class staying out of rows drawn like the training rows: (1 - share) ** rows",
            "the error probability that a failure may have",
        )
    },
)
def split_classes(
    targets: Targets, classes: Classes, validation_classes: Classes, limits: Any
) -> Outcome:
    """Sorted rows that were cut, or a class that only one part has."""
    held = []
    for path in _both(targets, classes, validation_classes):
        found = _compare(path, classes, validation_classes, limits.chance)
        if found is not None:
            return found
        held.append(f"classes {numbers(classes.labels(path))} of {path}")
    return Passed(f"{', '.join(held)} in both parts, but for what chance leaves out")


def _of_classes(target: Target) -> bool:
    rule = rule_of(target)
    return rule is not None and rule.probability and (units(target) or 2) > 1


def _compare(path: str, classes: Classes, other: Classes, chance: float) -> Optional[Finding]:
    trained, seen = classes.labels(path), other.labels(path)
    unseen = [label for label in seen if label not in trained]
    if unseen:
        return _unseen(path, other, unseen, trained)
    by_chance = {
        label: (1 - count / len(classes[path])) ** len(other[path])
        for label, count in classes.counts(path).items()
        if label not in seen
    }
    absent = [label for label, p in by_chance.items() if p < chance]
    if not absent:
        return None
    alone = len(seen) == 1
    return Finding(
        f"the validation data hold {'only ' if alone else ''}the class{'' if alone else 'es'} "
        f"{numbers(seen)}, the training data {numbers(trained)}: {numbers(absent)} cannot be missing by "
        f"chance (p < {max(p for p in by_chance.values() if p < chance) or 1e-300:.0e}), so the parts "
        "were not drawn alike (a cut through sorted data?) and the validation score says nothing of them",
        status="fail" if alone else "warn",
        expected=f"classes {numbers(trained)}",
        actual=f"classes {numbers(seen)}",
        where=f"validation data, {path}",
        component=path,
        fix="shuffle the rows once (with a fixed seed) before they are split, or split each class",
    )


def _unseen(path: str, other: Classes, unseen: List[int], trained: List[int]) -> Finding:
    rows, total = int(np.isin(other[path], unseen).sum()), len(other[path])
    return Finding(
        f"{share(rows, total)} validation rows have the classes {numbers(unseen)}, which no "
        f"training row has ({numbers(trained)}): the model cannot have learnt them",
        status="fail" if rows >= 0.5 * total else "warn",
        expected=f"classes among {numbers(trained)}",
        actual=f"classes {numbers(unseen)} in the validation data only",
        where=f"validation data, {path}",
        component=path,
        fix="split each class, or give both parts one vocabulary of labels",
    )
