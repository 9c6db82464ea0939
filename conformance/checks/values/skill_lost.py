"""Whether what tells the target in training tells it in validation."""

from __future__ import annotations

from typing import Any, List

from conformance.facts import chance
from conformance.facts.applicability import keras_train_step
from conformance.facts.transfer import Transfer
from conformance.registry import Threshold, check, predicate
from conformance.results import Outcome, Passed, Skip, warn
from conformance.wording import listed

WORDS = {"classes": "share of right classes beyond chance", "numbers": "rank correlation"}


@predicate(
    "no target of classes or of one number has 160 rows in training and 32 in validation beside features "
    "of one form"
)
def both_parts_told(transfers: List[Transfer]) -> bool:
    """A plain regression could be fitted to training rows and asked about both parts."""
    return bool(transfers)


TRAINING = Threshold(
    0.3,
    "skill in training rows that were not fitted; of less a loss cannot be told from noise",
    "chosen, not measured",
)
LEFT = Threshold(
    0.4,
    "share of that skill that validation has at most",
    "31 sound field cases and templates with validation data and a skill above 0.3: the least share was 0.73",
)
CHANCE = Threshold(
    -4.0,
    "log10 of the chance of so little if half of the skill were there, below which it is warned of",
    "chosen: a warning, and all of the skill should be there; of 933 generated sound splits none was named",
)


@check(
    "skill-lost",
    group="values",
    title="what tells the target in training tells it in validation",
    applies=(keras_train_step, both_parts_told),
    phase="compared",
    after={
        "split-statistics": "a part that was scaled otherwise tells nothing by training's rules",
        "labels-renamed": "classes with other names in validation are told by it",
        "adapted-twice": "words with other numbers in validation are told by it",
        "split-classes": "classes that one part lacks cannot be told there",
        "split-labels": "labels of another form are told by it",
    },
    limits={"training": TRAINING, "left": LEFT, "chance": CHANCE},
)
def skill_lost(transfers: List[Transfer], limits: Any) -> Outcome:
    """Other preprocessing, another order of columns or words, or a column that knows its own answer."""
    told = [one for one in transfers if one.training >= limits.training]
    for one in told:
        if one.validation > limits.left * one.training or one.chance >= limits.chance:
            continue
        return warn(
            f"a linear regression that was fitted to half of the training rows tells `{one.target}` in the "
            f"other half and not in the validation data ({WORDS[one.kind]} {one.training:.2f} and "
            f"{one.validation:.2f}; if half of it were left, by chance {chance.text(one.chance)}): the two "
            "parts are not the same task",
            expected=f"about {one.training:.2f} in both",
            actual=f"{one.validation:.2f} in {one.rows} validation rows",
            where=one.target,
            component=one.target,
            fix="compare one example by hand in both parts: colour order, scaling, the order of columns, "
            "words or classes, rows of x and y that were shuffled apart; a column computed from the "
            "target (a mean per category) over its own rows",
        )
    if not told:
        return Skip("a linear regression tells too little of the targets in training to compare")
    shown = listed([f"{one.target} {one.training:.2f} and {one.validation:.2f}" for one in told])
    return Passed(f"skill of a regression in training and in validation: {shown}")
