"""All formats hold the same findings, each read by a consumer of that format."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET

import pytest
from hypothesis import HealthCheck, given, settings

from conformance.report import FORMATS, content, pages, render
from conformance.report.safe import plain
from conformance.results import Reading, Report, Result
from tests.report import readers
from tests.report.made import ENDED, everything, hostile, sound
from tests.report.readers import said, squash

CONTROLS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
SLOW = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def check_text(text: str, report: Report) -> None:
    shown = squash(text)
    for finding in said(report):
        assert squash(finding.name) in shown
    for result in report.results:
        assert squash(plain(result.message)) in shown


def check_markdown(text: str, report: Report) -> None:
    headings = 1 + len(report.findings())
    shown = {content.standing(r) for r in report.results} & {
        *content.OPEN,
        "pass",
        "not-applicable",
    }
    assert readers.read_markdown(text, headings=headings + len(shown)) == said(report)


def check_github(text: str, report: Report) -> None:
    errors = ("error", "xpass")  # annotations have three levels
    wanted = [
        one._replace(standing="fail") if one.standing in errors else one for one in said(report)
    ]
    assert readers.read_github(text) == sorted(wanted)


READERS = {
    "text": check_text,
    "json": lambda text, report: _same(readers.read_json(text), report),
    "junit": lambda text, report: _same(readers.read_junit(text), report),
    "markdown": check_markdown,
    "html": lambda text, report: _same(readers.read_html(text), report),
    "github": check_github,
    "sarif": lambda text, report: _same(readers.read_sarif(text), report),
}


def _same(found, report: Report) -> None:
    assert found == said(report)


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_holds_the_same_findings(form):
    READERS[form](render([everything()], form, verbose=True), everything())


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.property
@SLOW
@given(report=hostile())
def test_no_text_of_a_pipeline_breaks_a_format_acts_in_it_or_is_lost(form, report):
    text = render([report], form, verbose=True)
    text.encode("utf-8")
    assert not CONTROLS.search(text)
    READERS[form](text, report)


@pytest.mark.parametrize("form", FORMATS)
def test_the_first_lines_say_the_verdict_the_counts_and_what_was_read(form):
    shown = _start(form, render([everything()], form))
    for line in ("DOES NOT CONFORM", *content.opening(everything())):
        assert squash(line) in squash(shown)


def _start(form: str, text: str) -> str:
    """The first lines as a reader of the format sees them."""
    if form == "json":
        return " ".join(re.findall(r'"((?:[^"\\]|\\.)*)"', text.split('"results"')[0])) + _ended(
            text
        )
    if form == "junit":
        return " ".join(p.get("value", "") for p in ET.fromstring(text).iter("property"))
    if form == "sarif":
        properties = json.loads(text)["runs"][0]["invocations"][0]["properties"]
        return " ".join([properties["headline"], *properties["summary"]])
    if form == "html":
        return text.split("<h3>")[0].split("<body")[1].replace("&#39;", "'")
    if form == "github":
        return " ".join(" ".join(one.values()) for one in readers.commands(text)[:1])
    return text.split("FAIL" if form == "text" else "### fail")[0].replace("\\", "")


def _ended(text: str) -> str:
    data = json.loads(text)
    return f"ended early ({data['ended']}): {data['interrupted']}"


@pytest.mark.parametrize("form", FORMATS)
def test_what_was_read_in_part_conforms_as_far_as_read(form):
    text = render([sound(whole=False)], form)
    assert "CONFORMS as far as read" in text.replace("%20", " ")
    assert "CONFORMS as far as read" not in render([sound()], form)


@pytest.mark.parametrize("form", FORMATS)
def test_without_verbose_what_was_not_judged_is_named_too(form):
    text = render([everything()], form)
    for name in ("retracing", "predict-fails", "batch-twice", "order-frozen", "fit-fails"):
        assert name in text
    assert squash(ENDED) in squash(text.replace("&#39;", "'"))


def test_counts_are_kept_apart_and_add_up():
    assert content.questions(everything()) == (
        "9 of 10 questions apply; 1 holds, 1 failed, 1 warned, 1 not judged because of another, "
        "2 not judged, 1 failed as expected, 1 unread, 1 withheld"
    )
    assert sum(content.counts(everything()).values()) == len(everything().results)


def test_a_skip_is_never_a_pass():
    skipped = [Result("a", "values", "skip", "t", kind=kind) for kind in ("unread", "withheld", "")]
    report = Report("t", results=[Result("b", "values", "pass", "t"), *skipped])
    assert content.questions(report) == "3 of 4 questions apply; 1 holds, 1 unread, 1 withheld"


def test_verbose_says_what_a_pass_compared():
    for form in ("text", "junit", "markdown", "html", "github", "sarif"):
        assert "320 examples, 10 batches" in render([everything()], form, verbose=True)
    assert "320 examples, 10 batches" in render([everything()], "json")


def test_a_finding_leads_to_the_line_in_the_frames_then_in_where_then_to_the_file():
    report = Report("src/data.py:make")
    frames = Result("a", "g", "fail", "t", frames=("src/a.py:3 in f", "C:\\b c.py:7 in g"))
    assert content.place(frames, report) == ("C:\\b c.py", 7)
    assert content.place(Result("a", "g", "fail", "t", where="map at data.py:12"), report) == (
        "src/data.py",
        12,
    )
    assert content.place(Result("a", "g", "fail", "t", where="other.py:12"), report) == (
        "src/data.py",
        1,
    )
    assert content.place(Result("a", "g", "fail", "t"), Report("no.such_module:make")) is None


def test_a_module_is_found_as_a_file_without_importing_it(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "src" / "mine").mkdir(parents=True)
    (tmp_path / "src" / "mine" / "data.py").write_text("raise SystemExit('imported')")
    assert content.file_of("mine.data:make") == "src/mine/data.py"
    assert content.file_of("dir/a.py:make") == "dir/a.py"
    assert content.file_of("mine.other") is None


def test_text_shows_the_base_name_of_a_frame():
    text = render([everything()], "text")
    assert "my data.py:12 in load" in text
    assert "src/my data.py" not in text


# --- single formats -----------------------------------------------------------------------------


def test_json_always_has_reports_and_of_one_the_keys_of_schema_1():
    one = json.loads(render([everything()], "json"))
    assert one["reports"][0]["results"] == one["results"]
    assert {*everything().to_dict()} <= {*one}
    several = json.loads(render([everything(), sound()], "json"))
    assert (several["schema"], several["verdict"], len(several["reports"])) == (1, "fails", 2)
    assert json.loads(render([], "json"))["reports"] == []


def test_json_leads_to_the_page_and_the_line():
    found = json.loads(render([everything()], "json"))["results"][1]
    assert (found["rule"], found["file"], found["line"]) == (
        "docs/checks/not-finite.md",
        "src/my data.py",
        12,
    )


def test_a_report_survives_json():
    assert Report.from_dict(json.loads(render([everything()], "json"))) == everything()


@pytest.mark.parametrize(
    ("results", "errors"),
    [
        ([Result("a", "g", "pass", "t")], 0),
        ([Result("a", "g", "pass", "t"), Result("b", "g", "blocked", "t", "no time")], 1),
        ([Result("a", "g", "skip", "t")], 1),
        ([Result("a", "g", "error", "t", "defect")], 1),
    ],
)
def test_junit_is_red_when_the_verdict_is_not_conforms(results, errors):
    report = Report("t", results=results)
    suite = ET.fromstring(render([report], "junit")).find("testsuite")
    assert suite is not None
    assert int(suite.get("errors", "0")) == errors == int(not report.conforms)


def test_junit_counts():
    suite = ET.fromstring(render([everything()], "junit")).find("testsuite")
    assert suite is not None
    counts = {key: int(suite.get(key, "0")) for key in ("tests", "failures", "skipped", "errors")}
    assert counts == {"tests": 10, "failures": 1, "skipped": 7, "errors": 0}


def test_github_annotates_the_users_line():
    first = readers.commands(render([everything()], "github"))[1]
    assert (first["level"], first["file"], first["line"]) == ("error", "src/my data.py", "12")
    assert first["text"].startswith("3 of 1600 values of x are <NaN>\nthe first is in")


def test_sarif_points_at_the_line_and_suppresses_what_is_expected():
    run = json.loads(render([everything()], "sarif"))["runs"][0]
    fail, _, known = run["results"]
    physical = fail["locations"][0]["physicalLocation"]
    assert physical["artifactLocation"] == {"uri": "src/my%20data.py", "uriBaseId": "%SRCROOT%"}
    assert physical["region"] == {"startLine": 12}
    assert known["suppressions"][0]["justification"] == "known since May (all are 0)"
    assert run["invocations"][0]["exitCode"] == 1


def test_a_fingerprint_of_sarif_outlives_an_edit_of_the_file():
    def fingerprint(line: int, target: str = "a.py") -> str:
        result = Result(
            "not-finite", "values", "fail", "t", f"{line} NaN", frames=(f"a.py:{line}",)
        )
        run = json.loads(render([Report(target, results=[result])], "sarif"))["runs"][0]
        return run["results"][0]["partialFingerprints"]["conformance/v1"]

    assert fingerprint(3) == fingerprint(9) != fingerprint(3, "b.py")


def test_pages_of_checks_are_those_that_are_written(request):
    assert (request.config.rootpath / pages.rule("not-finite")).is_file()


@pytest.mark.parametrize("form", FORMATS)
def test_several_pipelines(form):
    text = render([everything(), sound()], form)
    if form != "json":
        assert "DOES NOT CONFORM: 1 of 2 pipelines conform" in text.replace("</span>", "")
    for name in ("my/data.py:train", "ok.py"):
        assert name in text.replace("%3A", ":").replace("<wbr>", "")


@pytest.mark.parametrize("form", FORMATS)
def test_a_reading_of_no_known_length(form):
    render([Report("t", readings=[Reading("training", 3, 30, complete=False)])], form)
