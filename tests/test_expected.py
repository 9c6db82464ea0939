"""The expected-failures file and its four outcomes."""

from __future__ import annotations

import pytest

from conformance.results import Report, Result
from conformance.run.expected import Expected, apply, baseline, load


def _report(status: str) -> Report:
    results = [Result("not-finite", "values", status, "t", "NaN at 3")]
    return Report("my.data:train", results=[*results, Result("empty", "completeness", "pass", "t")])


@pytest.mark.parametrize(
    ("status", "becomes", "verdict"),
    [
        ("fail", "xfail", "conforms"),
        ("pass", "xpass", "fails"),
        ("skip", "skip", "conforms"),
        ("blocked", "blocked", "incomplete"),
    ],
)
def test_the_four_outcomes(status, becomes, verdict):
    report = apply(_report(status), [Expected("not-finite", "the sensor drops values")])
    assert report.results[0].status == becomes
    assert report.verdict == verdict


def test_an_accepted_failure_accepts_itself_alone():
    report = _report("fail")
    hidden = Result("unscaled", "values", "blocked", "t", "0 to 2194", because="not-finite")
    hidden.was = "fail"
    report.results.append(hidden)
    assert apply(report, [Expected("not-finite", "why")]).verdict == "fails"
    assert (hidden.status, hidden.because, hidden.message) == ("fail", "", "0 to 2194")


def test_a_baseline_lists_what_its_failures_explain_as_well():
    report = _report("fail")
    report.results.append(
        Result("unscaled", "values", "blocked", "t", "m", because="not-finite", was="fail")
    )
    assert baseline([report]).count("[[expected]]") == 2


def test_an_entry_for_another_target_changes_nothing():
    report = apply(_report("fail"), [Expected("not-finite", "why", "other.*")])
    assert report.results[0].status == "fail"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[expected]]\ncheck = 'not-finite'\n", "entry 1: 'reason' is missing"),
        ("[[expected]]\ncheck = 'not-finit'\nreason = 'x'\n", "did you mean 'not-finite'"),
        ("[[expected]]\ncheck = 'not-finite'\nreasn = 'x'\n", "unknown key 'reasn'"),
        ("[[expected", "is not valid TOML"),
    ],
)
def test_a_wrong_file_is_refused_with_the_entry(tmp_path, text, message):
    path = tmp_path / "expected.toml"
    path.write_text(text)
    with pytest.raises(ValueError, match=message):
        load(str(path))


def test_a_baseline_reads_back_and_accepts_what_it_was_made_of(tmp_path):
    path = tmp_path / "expected.toml"
    path.write_text(baseline([_report("fail")]))
    assert apply(_report("fail"), load(str(path))).conforms
