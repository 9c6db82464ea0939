"""Injection, blocking, and one root cause for one failure."""

from __future__ import annotations

import pytest

from conformance import registry
from conformance.records.store import Missing, Records
from conformance.registry import Check
from conformance.results import Finding, Report, Skip, Unjudged, verdict_of, warn
from conformance.run.judge import judge, ready, settle


def _check(function, name="a", *, group="values", needs=("elements",), optional=(), after=()):
    return Check(name, group, "it holds", function, needs, optional, dict.fromkeys(after, "why"))


def test_a_check_gets_the_records_it_names():
    seen = []
    check = _check(lambda elements, plan: seen.append((elements, plan)), needs=("elements", "plan"))
    assert judge(check, Records({"elements": 1, "plan": 2})).status == "pass"
    assert seen == [(1, 2)]


@pytest.mark.parametrize(
    ("outcome", "status"),
    [
        (None, "pass"),
        (Finding("bad"), "fail"),
        (warn("slow"), "warn"),
        (Skip("no labels"), "skip"),
        (Unjudged("no model"), "blocked"),
    ],
)
def test_an_outcome_has_one_status(outcome, status):
    result = judge(_check(lambda elements: outcome), Records({"elements": 1}))
    assert result.status == status


@pytest.mark.parametrize(
    ("kind", "status"), [("skip", "skip"), ("blocked", "blocked"), ("error", "error")]
)
def test_a_missing_record_is_never_a_pass(kind, status):
    result = judge(_check(lambda elements: None), Records({"elements": Missing("why", kind)}))
    assert (result.status, result.message) == (status, "why")


def test_an_optional_record_may_be_missing():
    check = _check(lambda elements, plan=None: Finding(str(plan)), optional=("plan",))
    records = Records({"elements": 1, "plan": Missing("no plan", "skip")})
    assert judge(check, records).message == "None"


def test_a_defect_of_a_check_is_an_error_with_its_traceback():
    result = judge(_check(lambda elements: 1 / 0), Records({"elements": 1}))
    assert result.status == "error"
    assert "ZeroDivisionError" in result.message
    assert verdict_of([result]) == "incomplete"


def test_a_fact_that_raises_ends_no_run_and_hides_behind_no_default():
    def broken(elements):
        raise ValueError("of the kit's own")

    records = Records({"elements": 1}, {"classes": (broken, ("elements",))})
    check = _check(lambda elements, classes=None: Finding("found"), optional=("classes",))
    found = judge(check, records)
    assert found.status == "error"
    assert "of the kit's own" in found.message


def test_a_check_waits_for_its_optional_records_too():
    check = _check(lambda elements, plan=None: None, optional=("plan",))
    assert not ready(check, Records({"elements": 1}))
    assert ready(check, Records({"elements": 1, "plan": Missing("none")}))


def test_one_root_cause_gives_one_failure():
    cause = _check(lambda elements: Finding("the cause"), "a", group="wiring")
    effect = _check(lambda elements: Finding("the effect"), "b", after=("a",))
    records = Records({"elements": 1})
    results = settle([judge(cause, records), judge(effect, records)], {"a": cause, "b": effect})
    assert [r.status for r in results] == ["fail", "blocked"]
    assert (results[1].because, results[1].message) == ("a", "the effect")


@pytest.mark.parametrize(
    ("statuses", "verdict"),
    [
        (["pass", "skip"], "conforms"),
        (["pass", "warn", "xfail"], "conforms"),
        (["pass", "fail", "blocked"], "fails"),
        (["pass", "xpass"], "fails"),
        (["pass", "blocked"], "incomplete"),
        (["pass", "error"], "incomplete"),
        (["skip"], "incomplete"),
        ([], "incomplete"),
    ],
)
def test_the_verdict(statuses, verdict):
    from conformance.results import EXIT, Result

    report = Report("t", results=[Result("c", "values", s, "t") for s in statuses])
    assert report.verdict == verdict
    assert report.exit_status == EXIT[verdict]
    assert report.conforms is (verdict == "conforms")


def test_a_report_survives_json():
    from conformance.results import Result

    report = Report("t", "m", {"tensorflow": "2"}, [Result("c", "values", "fail", "t", "m")], 1.5)
    assert Report.from_dict(report.to_dict()).to_dict() == report.to_dict()


def test_an_unknown_name_is_answered_with_the_nearest():
    with pytest.raises(
        ValueError, match="no check or group is named 'valeus'; did you mean 'values'"
    ):
        registry.select(["valeus"])


def test_a_check_may_only_ask_for_records():
    with pytest.raises(ValueError, match="no record 'element'; did you mean 'elements'"):
        registry.check("x-new", group="values", title="t")(lambda element: None)


def test_a_group_selects_its_checks():
    assert {c.group for c in registry.select(["labels"])} == {"labels"}
    assert "labels" not in {c.group for c in registry.select(skip=["labels"])}


def test_a_cause_named_by_a_check_exists():
    """A misspelt name in ``after`` would silently block nothing."""
    checks = registry.load()
    for check in checks.values():
        for name in check.after:
            assert name in checks or name[6:] in registry.GROUPS, (check.name, name)
