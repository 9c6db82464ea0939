"""Progress: plain lines where there is no terminal, a live line where there is one."""

from __future__ import annotations

import io
import re
import sys

import pytest

from conformance.cli import progress
from tests.report.made import everything, sound
from tests.report.test_text import Terminal


@pytest.fixture
def clock(monkeypatch):
    """The seconds that the progress sees."""
    seconds = [0.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: seconds[0])
    return seconds


def test_no_line_about_what_is_soon_done(clock, capsys):
    with progress.showing(1) as tell:
        tell("stage", ("a.py", "build"))
        tell("reading", ("a.py", ("training", 32, 320)))
        tell("report", sound())
    assert capsys.readouterr().err == ""


def test_a_line_now_and_then_about_what_takes_long(clock, capsys):
    with progress.showing(1) as tell:
        for second in range(0, 30, 3):
            clock[0] = float(second)
            tell("reading", ("a.py", ("training", 1000 * second, 1_000_000)))
        clock[0] = 60.0
        tell("stage", ("a.py", "fit"))
    assert capsys.readouterr().err.splitlines() == [
        "a.py: reading training data: 12,000 of 1,000,000 examples",
        "a.py: reading training data: 24,000 of 1,000,000 examples",
        "a.py: fit",
    ]


def test_the_whole_is_not_told_where_it_is_not_known():
    shown = progress.at_work("reading", ("a.py", ("validation", 12, None)))
    assert shown == "a.py: reading validation data: 12 examples"


def test_a_line_for_each_report_of_several(capsys):
    with progress.showing(2) as tell:
        tell("report", sound())
        tell("report", everything())
    assert capsys.readouterr().err.splitlines() == [
        "[1/2] ok.py: conforms (0.0 s)",
        "[2/2] my/data.py:train: does not conform (1.2 s)",
    ]


def test_no_control_character_of_a_name_reaches_the_terminal(monkeypatch):
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "100")
    with progress.showing(2) as tell:
        tell("stage", ("[red]a\x1b]0;title\x07.py", "build"))
        tell("report", sound())
    shown = terminal.getvalue()
    assert "[red]a" in shown
    assert "\x1b]0" not in shown
    assert re.search(r"a\\x1b\]0;title\\x07\.py: build", shown)


def test_other_events_are_let_pass(monkeypatch):
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    with progress.showing(1) as tell:
        tell("environment", {})
    assert sys.stderr.getvalue() == ""
