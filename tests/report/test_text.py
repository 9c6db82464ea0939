"""The text report: its lines, its width and its colours."""

from __future__ import annotations

import io
import re

import pytest
from rich.cells import cell_len

from conformance.report import render
from conformance.report.text import one
from conformance.results import Report, Result
from tests.report.made import everything, sound

ANSI = re.compile("\x1b\\[[0-9;]*m")
TEXT = """\
DOES NOT CONFORM  my/data.py:train  (1.2 s)
  9 of 10 questions apply; 1 holds, 1 failed, 1 warned, 1 not judged because of another, 2 not
    judged, 1 failed as expected, 1 unread, 1 withheld
  ended early (budget): during the stage 'fit': no answer within the budget of 60 s
  training data: the first 3,200 of 1,000,000 examples read; reading ended by time
  validation data: all 64 examples (2 batches) read
  the seed of the shuffle was not given

  FAIL  not-finite  (values)
    3 of 1600 values of x are <NaN>
    the first is in the column 'age | years'
    where:    x, batch 2, element (3, 1)
    line:     my data.py:12 in load
    expected: finite
    actual:   nan
    fix:      fill the cells: `ds.map(fill)`

  warn  unscaled (validation)  (values)
    x spans 0..255

  not judged because of another finding, not-finite:
    fit-fails: the loss is NaN

  not judged: retracing, predict-fails: not reached: during the stage 'fit': no answer within the
    budget of 60 s

  unread: batch-twice: 3,200 of 1,000,000 examples read

  withheld: order-frozen: a live object cannot be built again

  failed as expected:
    label-constant: known since May (all are 0)"""


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def terminal(monkeypatch):
    """Render for a terminal of a width."""
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")

    def at(width, reports, **options):
        monkeypatch.setenv("COLUMNS", str(width))
        return render(reports, "text", stream=Terminal(), **options)

    return at


def test_text_is_plain_and_a_hundred_columns_wide_where_there_is_no_terminal():
    assert render([everything()], "text") == TEXT
    assert str(everything()) == TEXT
    assert render([everything()], "text", stream=io.StringIO()) == TEXT


@pytest.mark.parametrize("width", [30, 50, 80, 120])
@pytest.mark.parametrize("verbose", [False, True])
def test_no_line_is_wider_than_the_terminal(terminal, width, verbose):
    report = everything()
    report.results[1].message += "\n" + "unbroken" * 40 + " " + "幅" * 90
    shown = ANSI.sub("", terminal(width, [report], verbose=verbose))
    lines = shown.split("\n")
    assert max(map(cell_len, lines)) <= width
    assert "unbroken" * 40 in re.sub(r"\s+", "", shown)
    assert lines == [line.rstrip() for line in lines]


def test_a_terminal_of_a_hundred_columns_shows_the_same_words_in_colour(terminal):
    shown = terminal(100, [everything()])
    assert "\x1b[1;31mDOES NOT CONFORM\x1b[0m" in shown
    assert ANSI.sub("", shown) == TEXT


@pytest.mark.parametrize(("name", "value"), [("NO_COLOR", "1"), ("TERM", "dumb")])
def test_no_colour_where_none_is_wanted(terminal, monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    assert "\x1b" not in terminal(100, [everything()])


def test_long_lists_of_names_are_cut_short_unless_all_is_asked_for():
    results = [Result(f"check-{i}", "values", "blocked", "t", "no time") for i in range(9)]
    report = Report("t", results=results)
    assert "check-5 and 3 more: no time" in render([report], "text")
    assert "check-7, check-8:" in render([report], "text", verbose=True)


def test_text_verbose_lists_what_did_not_apply_and_what_was_compared():
    shown = render([everything()], "text", verbose=True)
    assert "does not apply:\n    sequence-length: a dataset is not a Sequence" in shown
    assert "holds:\n    empty: 320 examples, 10 batches" in shown


def test_a_title_stands_for_what_a_pass_compared_where_it_says_nothing():
    assert "empty: something arrives" in render([sound()], "text", verbose=True)


def test_several_pipelines_begin_and_end_with_the_count():
    shown = render([sound(), everything()], "text").split("\n")
    assert shown[0] == shown[-1] == "DOES NOT CONFORM: 1 of 2 pipelines conform"


def test_pipelines_without_findings_take_no_empty_lines():
    shown = render([sound(), sound()], "text")
    assert "read\nCONFORMS  ok.py" in shown


def test_one_finding():
    assert one(everything().results[2]) == (
        "  warn  unscaled (validation)  (values)\n    x spans 0..255"
    )
