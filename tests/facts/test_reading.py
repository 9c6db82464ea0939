"""What only a whole reading can tell is neither passed nor failed on a part."""

from __future__ import annotations

import pytest

from conformance.facts.reading import whole, whole_validation
from conformance.records import Failure, Pass
from conformance.records.store import Missing, Records
from conformance.registry import Check
from conformance.results import NOT_APPLICABLE, UNREAD, Passed
from conformance.run.judge import judge

CASES = [
    (Pass(batches=2, batch_sizes=[8, 8]), "pass", "", ""),
    (
        Pass(batches=2, batch_sizes=[8, 8], complete=False, of_examples=4000),
        "skip",
        UNREAD,
        "the first 16 of 4,000 examples were read",
    ),
    (
        Pass(
            batches=2,
            batch_sizes=[8, 8],
            complete=False,
            of_examples=4000,
            sampled=1,
            places=((0, 8), (3992, 4000)),
        ),
        "skip",
        UNREAD,
        "data 16 of 4,000 examples were read",
    ),
    (
        Pass(batches=1, batch_sizes=[8], complete=False, failure=Failure("E", "m", "elements")),
        "skip",
        UNREAD,
        "reading ended with an error in batch 1",
    ),
    (Pass(complete=False, endless=True), "skip", NOT_APPLICABLE, "have no end"),
]


@pytest.mark.parametrize(("part", "status", "kind", "said"), CASES)
@pytest.mark.parametrize(
    ("condition", "record"), [(whole, "elements"), (whole_validation, "validation")]
)
def test_a_part_is_not_the_whole(condition, record, part, status, kind, said):
    asked = Check(
        "made-up",
        "values",
        "title",
        lambda **records: Passed("all"),
        needs=(record,),
        optional=(),
        applies=(condition,),
    )
    result = judge(asked, Records({record: part}))
    assert (result.status, result.kind) == (status, kind)
    assert said in result.message


def test_no_validation_data_is_not_unread():
    asked = Check("made-up", "values", "t", lambda: None, (), (), applies=(whole_validation,))
    result = judge(asked, Records({"validation": Missing("none was given", "skip")}))
    assert (result.status, result.kind) == ("skip", NOT_APPLICABLE)
