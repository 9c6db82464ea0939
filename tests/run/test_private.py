"""--no-examples: no text of the data in a finding."""

from __future__ import annotations

from dataclasses import asdict

import numpy as np

from conformance.records import Node, Plan
from conformance.records.store import Records
from conformance.results import Result
from conformance.run.private import IN_PLACE, closed, cut, withheld
from tests.checks.made import one_pass


def test_texts_of_components_and_of_the_source_are_taken_out_of_every_field():
    texts = np.array([b"Mrs Secret", b"Mr Hidden", b"a"] * 4, object)
    files = Node("tensor_slices", attributes={"texts": [["scans/jane_doe.png"]]})
    records = Records({"elements": one_pass(texts), "plan": Plan(files)})
    said = "`Mrs Secret` of scans/jane_doe.png comes twice, in a row"
    [found] = withheld([Result("c", "values", "fail", "t", said, where=said)], records)
    assert found.message == f"`{IN_PLACE}` of {IN_PLACE} comes twice, in a row"
    assert found.where == found.message


def test_a_word_within_another_stays():
    assert cut("carpet, car", {"car"}) == f"carpet, {IN_PLACE}"
    assert cut("nothing of it", {"secret"}) == "nothing of it"


def test_without_texts_nothing_changes():
    result = Result("c", "values", "fail", "t", "3 of 4")
    assert withheld([result], Records({"elements": one_pass(np.ones((4, 2)))})) == [result]


def test_what_is_sent_before_the_end_of_a_run_holds_none_either():
    records = Records({"elements": one_pass(np.array([b"Mrs Secret"] * 4, object))})
    result = Result("c", "values", "fail", "t", "Mrs Secret")
    assert closed("result", result, records).message == IN_PLACE
    assert closed("provisional", [asdict(result)], records)[0]["message"] == IN_PLACE
    assert closed("stage", "build", records) == "build"
