"""Whether rows of one thing (patient, film, copy) are all in one part of the split."""

from __future__ import annotations

from typing import Any

from conformance.facts import chance
from conformance.facts.parts import Parts
from conformance.registry import Threshold, check, predicate
from conformance.results import Finding, Outcome, Passed, warn
from conformance.wording import listed, number, share


@predicate(
    "no feature of measured numbers has 128 rows in training and 32 in validation, and no 16 files are "
    "listed in each"
)
def comparable(parts: Parts) -> bool:
    """Distances between the rows of both parts, or the names of their files, tell something."""
    return bool(parts.compared or parts.listed)


@check(
    "split-groups",
    group="completeness",
    title="rows of one thing are in one part of the split",
    applies=(comparable,),
    phase="compared",
    after={
        "split-leak": "equal rows in both parts are told by it",
        "windows-overlap": "windows of one series that overlap are told by it",
    },
    limits={
        "covered": Threshold(
            0.25,
            "share of validation rows that lie close to a training row, from which on it is said",
            "tests/facts/test_parts.py; of 500 generated sound splits none was named with it",
        ),
        "chance": Threshold(
            chance.SURE,
            "log10 of the error probability in a cloud without groups",
            "the rule for findings by statistics",
        ),
    },
)
def split_groups(parts: Parts, limits: Any) -> Outcome:
    """Split by row, where several rows are of one thing: the score measures recognition."""
    names, near = parts.names, parts.near
    if names is not None:
        return _by_name(parts)
    if near is None or near.chance >= limits.chance or near.covered < limits.covered * near.looked:
        looked = [*parts.compared, *([f"{parts.listed} file names"] if parts.listed else [])]
        return Passed(
            f"{listed(looked)} of both parts: no row lies as close as rows of one thing do"
        )
    return warn(
        f"{share(near.covered, near.looked)} validation rows of `{near.path}` lie as close to training rows "
        f"as rows of one thing do: {near.count:.2g} training rows within {number(near.distance)} on "
        f"average, where the cloud of the others has {near.expected:.2g} (by chance: "
        f"{chance.text(near.chance)}), and twice as many only {near.gap:.2g} times as far. Pictures of one "
        "patient, frames of one film or copies made before the split were divided at random: the "
        "validation score measures recognition",
        expected="all rows of one thing in one part",
        actual=f"{near.covered} of {near.looked} with a close relative in training",
        where=near.path,
        component=near.path,
        fix="split by the thing (patient, film, document, original of a copy), then make the rows; where "
        'the rows are told apart by nature, say so: EXPECT = {"groups": "none"}',
    )


def _by_name(parts: Parts) -> Finding:
    names = parts.names
    assert names is not None
    return warn(
        f"{share(names.inside, names.files)} validation files belong to things of which training has "
        f"files too: `{names.pair[1]}` is held out, `{names.pair[0]}` is trained on. If `{names.example}` "
        f"is one patient, film or recording ({names.groups} of them in training), the validation score "
        "measures recognition",
        expected="all files of one thing in one part",
        actual=f"{names.inside} of {names.files} share their beginning with a training file",
        where=f"the files of `{names.example}`",
        fix=f"split by {names.example!r} and its like, then list the files of each; where the beginning of "
        'a name says nothing, say so: EXPECT = {"groups": "none"}',
    )
