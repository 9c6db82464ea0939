"""The expected-failures file and its four outcomes."""

from __future__ import annotations

import pytest

from conformance import registry
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
        ("expected = 3", r"entries begin with \[\[expected\]\]; expected is a number"),
        ("expected = [3]", "entry 1 is a number, not a table"),
        ("[expected]\ncheck = 'not-finite'\n", "expected is a table"),
        ("[[expect]]\ncheck = 'not-finite'\nreason = 'x'\n", "unknown key 'expect'; did you mean"),
        ("version = 1\n", "unknown key 'version'"),
        ("[[expected]]\ncheck = 3\nreason = 'x'\n", "'check' is a number, not a string"),
        ("[[expected]]\ncheck = 'not-finite'\nreason = ['x']\n", "'reason' is an array"),
        ("[[expected]]\ncheck = 'not-finite'\nreason = '  '\n", "'reason' is missing"),
        ("[[expected]]\ncheck = 'values'\nreason = 'x'\n", "'values' is a group"),
        ("[[expected]]\ncheck = 'not-finite'\nreason = 'x'\ntarget = 2\n", "'target' is a number"),
    ],
)
def test_a_wrong_file_is_refused_with_the_entry(tmp_path, text, message):
    path = tmp_path / "expected.toml"
    path.write_text(text)
    with pytest.raises(ValueError, match=message) as caught:
        load(str(path))
    assert "\n" not in str(caught.value)


def test_a_baseline_reads_back_and_accepts_what_it_was_made_of(tmp_path):
    path = tmp_path / "expected.toml"
    path.write_text(baseline([_report("fail")]))
    assert apply(_report("fail"), load(str(path))).conforms


def _parts(training: str, validation: str) -> Report:
    def one(status: str, part: str) -> Result:
        return Result("not-finite", "values", status, "t", "NaN", part=part)

    return Report("a", results=[one(training, "training"), one(validation, "validation")])


@pytest.mark.parametrize(
    ("part", "statuses", "becomes"),
    [
        ("*", ("fail", "pass"), ("xfail", "pass")),
        ("*", ("pass", "fail"), ("pass", "xfail")),
        ("*", ("pass", "pass"), ("xpass", "pass")),
        ("training", ("fail", "fail"), ("xfail", "fail")),
        ("validation", ("fail", "fail"), ("fail", "xfail")),
        ("validation", ("pass", "fail"), ("pass", "xfail")),
        ("validation", ("fail", "pass"), ("fail", "xpass")),
    ],
)
def test_an_entry_is_for_one_part_or_for_both(part, statuses, becomes):
    entry = Expected("not-finite", "why", part=part)
    report = apply(_parts(*statuses), [entry, entry])  # twice is as good as once
    assert tuple(result.status for result in report.results) == becomes


def test_a_baseline_says_which_part_failed(tmp_path):
    path = tmp_path / "expected.toml"
    path.write_text(baseline([_parts("pass", "fail")]))
    assert 'part = "validation"' in path.read_text()
    assert apply(_parts("pass", "fail"), load(str(path))).verdict == "conforms"
    assert apply(_parts("fail", "fail"), load(str(path))).verdict == "fails"


def test_a_baseline_is_for_its_own_target_alone(tmp_path):
    path = tmp_path / "expected.toml"
    odd = Report("data[1]*.py", results=_report("fail").results)
    path.write_text(baseline([odd]))
    assert apply(odd, load(str(path))).verdict == "conforms"
    assert (
        apply(Report("data1x.py", results=_report("fail").results), load(str(path))).verdict
        == "fails"
    )


def test_an_entry_by_a_former_name_accepts_the_check_it_became(tmp_path, monkeypatch):
    one = registry.load()["not-finite"]
    renamed = registry.Check(**{**vars(one), "aliases": ("its-old-name",)})
    monkeypatch.setitem(registry._CHECKS, "not-finite", renamed)
    path = tmp_path / "expected.toml"
    path.write_text("[[expected]]\ncheck = 'its-old-name'\nreason = 'x'\n")
    assert apply(_report("fail"), load(str(path))).results[0].status == "xfail"


def test_what_rests_on_an_accepted_failure_is_not_called_stale():
    """Whether NaN in the data shows in the weights as well depends on the order of the data."""
    entries = [Expected("weights-not-finite", "why"), Expected("not-finite", "why")]

    def statuses(not_finite: str) -> list:
        report = _report(not_finite)
        report.results.append(Result("weights-not-finite", "training", "pass", "t"))
        return [result.status for result in apply(report, entries).results]

    assert statuses("fail") == ["xfail", "pass", "pass"]
    assert statuses("pass") == ["xpass", "pass", "xpass"]
