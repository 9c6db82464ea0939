"""Check: do training and validation use one preprocessing layer?"""

from __future__ import annotations

from typing import List, Tuple

from conformance.records import Adapted, Tracing
from conformance.registry import check, predicate
from conformance.results import Finding, Outcome, Passed
from conformance.wording import counted, listed, number


def _pairs(tracing: Tracing, validation_tracing: Tracing) -> List[Tuple[Adapted, Adapted]]:
    """(in validation, in training): layers of one type under one name."""
    return [
        (held, train)
        for held in validation_tracing.adapted
        for train in tracing.adapted
        if (held.type, held.name) == (train.type, train.name)
    ]


@predicate("no preprocessing layer is used in both parts of the data")
def layer_in_both(tracing: Tracing, validation_tracing: Tracing) -> bool:
    """Functions of both pipelines use an adapted layer of one type under one name."""
    return bool(_pairs(tracing, validation_tracing))


@check(
    "adapted-twice",
    group="values",
    title="training and validation are preprocessed alike",
    applies=(layer_in_both,),
    phase="compared",
)
def adapted_twice(tracing: Tracing, validation_tracing: Tracing) -> Outcome:
    """A TextVectorization adapted again to the validation texts: id 7 is another word there."""
    pairs = _pairs(tracing, validation_tracing)
    for held, train in pairs:
        if any(held.same(other) for other in tracing.adapted):
            continue
        moved = _moved(held, train)
        if moved or held.numbers:
            return _differs(held, train, moved)
    names = listed(dict.fromkeys(f"{held.type} {held.name}" for held, _ in pairs))
    return Passed(f"the words and numbers of {names} in both parts")


def _moved(held: Adapted, train: Adapted) -> List[str]:
    """The words that both know by different ids."""
    known = {word: i for i, word in enumerate(train.words)}
    return [word for i, word in enumerate(held.words) if known.get(word, i) != i]


def _differs(held: Adapted, train: Adapted, moved: List[str]) -> Finding:
    if not moved:
        here, there = (number(one.numbers[0]) for one in (train, held))
        what = f"its numbers begin with {there} there and {here} here"
    else:
        word = moved[0]
        what = (
            f"{counted(len(moved), 'word')} that both know have another id (`{word}` is "
            f"{held.words.index(word)} there and {train.words.index(word)} here)"
        )
    return Finding(
        f"the validation data go through a {held.type} (`{held.name}`) in another state than the training "
        f"data: {what}, so the model is asked in a code that it has not learnt",
        status="fail" if moved else "warn",
        expected="one layer, adapted to the training data",
        actual="two layers, each in a state of its own",
        where=f"validation data, `{held.name}`",
        fix=f"adapt one {held.type} to the training data and use it in both pipelines",
    )
