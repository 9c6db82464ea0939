"""Check: do training and validation use one preprocessing layer?"""

from __future__ import annotations

from conformance.checks.wording import counted, number
from conformance.records import Adapted, Tracing
from conformance.registry import check
from conformance.results import Finding, Skip


@check(
    "adapted-twice",
    group="values",
    title="training and validation are preprocessed alike",
    after=("pipeline-iterates", "preprocessing-not-adapted"),
)
def adapted_twice(tracing: Tracing, validation_tracing: Tracing):
    """A TextVectorization adapted again to the validation texts: id 7 is another word there."""
    pairs = [
        (one, [other for other in tracing.adapted if other.type == one.type])
        for one in validation_tracing.adapted
    ]
    pairs = [(one, others) for one, others in pairs if others]
    if not pairs:
        return Skip("no preprocessing layer is used in both")
    for held, others in pairs:
        if not any(held.same(other) for other in others):
            return _differs(held, next((o for o in others if o.name == held.name), others[0]))
    return None


def _differs(held: Adapted, train: Adapted) -> Finding:
    return Finding(
        f"the validation data go through a {held.type} (`{held.name}`) in another state than the training "
        f"data: {_difference(held, train)}, so the model is asked in a code that it has not learnt",
        expected="one layer, adapted to the training data",
        actual="two, each adapted to its own data",
        where=f"validation data, `{held.name}`",
        fix=f"adapt one {held.type} to the training data and use it in both pipelines",
    )


def _difference(held: Adapted, train: Adapted) -> str:
    if held.words:
        known = dict(zip(train.words, range(len(train.words))))
        moved = [w for i, w in enumerate(held.words) if w in known and known[w] != i]
        if moved:
            word = moved[0]
            return (
                f"{counted(len(moved), 'word')} that both know have another id (`{word}` is "
                f"{held.words.index(word)} there and {known[word]} here)"
            )
        return f"it knows {len(held.words)} words, this one {len(train.words)}"
    here, there = (number(one.numbers[0]) if one.numbers else "nothing" for one in (train, held))
    return f"what it has learnt begins with {there} there and {here} here"
