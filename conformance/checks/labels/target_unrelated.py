"""Whether the targets depend on the features at all."""

from __future__ import annotations

from typing import Any, List

from conformance.facts.applicability import keras_train_step, paired_targets
from conformance.facts.associations import Association
from conformance.facts.pairing import Targets
from conformance.registry import Threshold, check, predicate
from conformance.results import Outcome, Passed, Skip, warn
from conformance.wording import listed

ENOUGH = Threshold(
    300,
    "of fewer rows a weak dependence is hard to tell from none; what is warned of should be worth a "
    "look",
    "chosen; `python benchmarks/unrelated.py`: 0 of 240 generated sound sets of 300 rows were warned of",
)
CHANCE = Threshold(
    0.2,
    "a pairing that one shuffled pairing in five hangs together as closely as is no pairing; "
    "between this and the least p-value nothing is said",
    "chosen; of rows that were shuffled apart four in five lie above it, by what a p-value is",
)

RELATED = Threshold(
    0.05,
    "a pairing that fewer shuffled pairings than this hang together as closely as is one; above it "
    "nothing is said",
    "chosen, the usual level; of rows that were shuffled apart one in twenty lies below it",
)


@predicate("there are too few rows of features and targets to compare, or one of them never varies")
def comparable(associations: List[Association]) -> bool:
    return bool(associations)


@check(
    "target-unrelated",
    group="labels",
    title="the targets depend on the features",
    applies=(keras_train_step, paired_targets, comparable),
    phase="compared",
    limits={"rows": ENOUGH, "p": CHANCE, "related": RELATED},
    per_part=True,
)
def target_unrelated(associations: List[Association], targets: Targets, limits: Any) -> Outcome:
    """Rows of x and y that were shuffled, sorted, filtered or read apart: nothing joins them."""
    trained = {pair.target.path for pair in targets.pairs if pair.target is not None}
    asked = [one for one in associations if one.path in trained]
    for one in asked:
        if one.rows >= limits.rows and one.p > limits.p:
            return warn(
                f"nothing in the features tells anything of `{one.path}`: of {len(one.views)} views of "
                f"{one.rows} rows ({', '.join(one.views[:3])}, …) none hangs together with it more "
                f"closely than shuffled rows do (p = {one.p:.2f}); a model can only learn the "
                "average",
                expected="features and targets of one row belong together",
                actual=f"as close as {one.p:.0%} of 199 shuffled pairings",
                where=one.path,
                component=one.path,
                fix="look for the place where features and targets part: a shuffle, sort, filter, "
                "query or prediction that one of them went through alone, or lists read in "
                "another order; if the targets are random on purpose, leave this out with "
                '`skip = ["target-unrelated"]`',
            )
    untold = [one for one in asked if one.p > limits.related]
    if untold:
        one = untold[0]
        return Skip(
            f"whether the features tell anything of {one.path} cannot be told from {one.rows} rows "
            f"(p = {one.p:.2f})"
        )
    shown = [f"{one.path} by {one.best} (p = {one.p:.3f})" for one in asked]
    return Passed(f"{len(asked[0].views) if asked else 0} views of x with {listed(shown, limit=3)}")
