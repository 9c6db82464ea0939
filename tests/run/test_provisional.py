"""What is said where there was no time to train."""

from __future__ import annotations

import pytest

from conformance.records import Training
from conformance.records.store import Records
from conformance.registry import Check
from conformance.results import Finding, Result
from conformance.run.provisional import UNTRAINED, provisional, together


def _check(name, function, needs=("spec",), optional=("training",)):
    return Check(name, "elements", "holds", function, tuple(needs), tuple(optional))


def _refuted(spec, training=None):
    if training is None or "fit" not in training.ran:
        return Finding("odd")
    return None


CHECKS = [
    _check("stands", lambda spec, training=None: Finding("bad")),
    _check("refuted", _refuted),
    _check("holds", lambda spec, training=None: None),
    _check("trained", lambda training: None, needs=("training",), optional=()),
]


@pytest.fixture
def early():
    return {r["check"]: r for r in provisional(CHECKS, Records({"spec": object()}), [])}


def test_what_needs_no_training_is_judged(early):
    assert set(early) == {"stands", "refuted", "holds"}
    assert early["stands"]["status"] == "fail"
    assert early["holds"]["status"] == "pass"


def test_a_failure_that_a_fit_would_refute_is_a_warning(early):
    assert early["refuted"]["status"] == "warn"
    assert UNTRAINED in early["refuted"]["message"]


def test_what_was_judged_is_not_judged_again():
    done = [Result("stands", "elements", "pass", "holds")]
    names = [r["check"] for r in provisional(CHECKS, Records({"spec": object()}), done)]
    assert names == ["refuted", "holds"]


def test_a_result_on_all_records_stands_before_a_provisional_one():
    done, early = Result("a", "elements", "pass", "t"), Result("a", "elements", "warn", "t")
    other = Result("a", "elements", "fail", "t", part="validation")
    assert together([done], [early, other]) == ([done], [other])


def test_a_training_without_trouble_is_what_fit_leaves():
    assert Training(ran=["fit"]).failures == {}
