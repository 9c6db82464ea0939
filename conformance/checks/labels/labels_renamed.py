"""Whether a class has the same number in training and in validation."""

from __future__ import annotations

from typing import Any, List

from conformance.facts import chance
from conformance.facts.applicability import keras_train_step
from conformance.facts.transfer import Transfer
from conformance.registry import Threshold, check, predicate
from conformance.results import Finding, Outcome, Passed, Skip
from conformance.wording import listed

TRAINING = 0.3  # skill in training rows that were not fitted, of less nothing can be told


@predicate("no target of classes is told from the features by a linear regression")
def classes_told(transfers: List[Transfer]) -> bool:
    """Classes of training rows are told by a plain regression that was fitted to others."""
    return any(one.kind == "classes" and one.training >= TRAINING for one in transfers)


@check(
    "labels-renamed",
    group="labels",
    title="a class has the same number in training and in validation",
    applies=(keras_train_step, classes_told),
    phase="compared",
    after={
        "split-labels": "folders with other numbers are told by it",
        "split-classes": "classes that one part lacks cannot be told there",
    },
    limits={
        "renamed": Threshold(
            0.8,
            "share of the skill in training that comes back when the classes of validation are renamed",
            "chosen, not measured: other features would not give it back",
        ),
        "left": Threshold(
            0.5,
            "share of that skill that validation has at most as it is",
            "tests/checks/labels/test_labels_renamed.py; of 31 sound pipelines the least share was 0.73",
        ),
        "chance": Threshold(
            chance.SURE,
            "log10 of the chance of so little if half of the skill were there",
            "the rule for findings by statistics",
        ),
    },
)
def labels_renamed(transfers: List[Transfer], limits: Any) -> Outcome:
    """Names sorted in another order, `factorize` or a LabelEncoder fitted to each part by itself."""
    told = [one for one in transfers if one.kind == "classes" and one.training >= TRAINING]
    for one in told:
        lost = one.validation <= limits.left * one.training and one.chance < limits.chance
        if not lost:
            continue
        if not one.names or one.renamed < limits.renamed * one.training:
            return Skip(
                f"validation tells {one.target} by other features than training, under any names: see skill-lost"
            )
        names = listed([f"{a} is {b}" for a, b in one.names], limit=5)
        return Finding(
            f"classes of `{one.target}` have other numbers in the validation data: what is class {names}. A "
            "linear regression fitted to training rows tells the classes of other training rows (skill "
            f"{one.training:.2f}) and not those of validation ({one.validation:.2f}; by chance "
            f"{chance.text(one.chance)}), and with these names it does ({one.renamed:.2f})",
            expected="one number for a class in both parts",
            actual=f"{len(one.names)} classes with another number",
            where=one.target,
            component=one.target,
            fix="number the classes once (a sorted list of names, an encoder fitted to the training part) "
            "and use it for both",
        )
    shown = [f"{one.target} {one.training:.2f} and {one.validation:.2f}" for one in told]
    return Passed(f"classes told in training and in validation: {listed(shown)}")
