"""Every format renders the same structure."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from html.parser import HTMLParser

import pytest

from conformance.report import html, junit, markdown, text
from conformance.report import json as json_report
from conformance.results import Report, Result

RESULTS = [
    Result("empty", "completeness", "pass", "something arrives"),
    Result(
        "not-finite", "values", "fail", "values are finite", "3 of 1600 values of x are <NaN>",
        "finite", "nan", "x, batch 2, element (3, 1)", "fill the cells", "pipeline", 0.01,
    ),
    Result("unscaled", "values", "warn", "values are scaled", "x spans 0..255"),
    Result("fit-fails", "training", "blocked", "fit runs", "explained by not-finite"),
    Result("sequence-length", "completeness", "skip", "t", "a dataset is not a Sequence"),
]  # fmt: skip
REPORT = Report("my.data:train", "my.model:make", {"tensorflow": "2.21.0"}, RESULTS, 1.25)
TEXT = """\
DOES NOT CONFORM  my.data:train  (1 failed, 1 warned, 1 blocked, 1 not applicable, 1 passed; 1.2 s)

  FAIL  not-finite  (values)
    3 of 1600 values of x are <NaN>
    where:    x, batch 2, element (3, 1)
    expected: finite
    actual:   nan
    fix:      fill the cells

  warn  unscaled  (values)
    x spans 0..255

  blocked: fit-fails: explained by not-finite"""


def test_text():
    assert text.render([REPORT]) == TEXT
    assert str(REPORT) == TEXT


def test_text_verbose_lists_what_did_not_apply():
    assert "skip: sequence-length: a dataset is not a Sequence" in text.render(
        [REPORT], verbose=True
    )


def test_several_pipelines_end_with_the_count():
    sound = Report("ok", results=RESULTS[:1])
    assert text.render([sound, REPORT]).endswith("DOES NOT CONFORM: 1 of 2 pipelines conform")


def test_json_of_one_is_the_schema_and_of_several_a_list():
    assert json.loads(json_report.render([REPORT]))["results"][1]["check"] == "not-finite"
    several = json.loads(json_report.render([REPORT, REPORT]))
    assert (several["schema"], several["verdict"], len(several["reports"])) == (1, "fails", 2)


def test_junit_counts():
    suite = ET.fromstring(junit.render([REPORT])).find("testsuite")
    assert suite is not None
    counts = {key: int(suite.get(key, "0")) for key in ("tests", "failures", "skipped", "errors")}
    assert counts == {"tests": 5, "failures": 1, "skipped": 2, "errors": 0}


def test_markdown_holds_the_finding_and_escapes_it():
    out = markdown.render([REPORT])
    assert "### fail: `not-finite` in `my.data:train`" in out
    assert "&lt;NaN>" in out


@pytest.mark.parametrize("needle", ["not-finite", "my.data:train", "&lt;NaN&gt;", "viewport"])
def test_html_is_one_escaped_file(needle):
    page = html.render([REPORT])
    assert needle in page
    assert "http" not in page.replace("http-equiv", ""), "self-contained: nothing is fetched"
    HTMLParser().feed(page)
