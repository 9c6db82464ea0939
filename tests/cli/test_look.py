"""`conformance look`, and what check and run ask the child for the sake of the card."""

from __future__ import annotations

import json

import pytest

from conformance.results import Report
from tests.cli.made import invoke
from tests.report import cards


@pytest.fixture
def answers(answers):
    """Each report has a card."""
    answers.make = lambda target: Report(target, card=cards.report("marks").card)
    return answers


def options(answers):
    return {name: answers.asked["options"].get(name) for name in ("card", "look", "examples")}


def test_look_asks_for_the_card_alone(folder, answers):
    out = invoke("look", "a.py")
    assert out.exit_code == 0, out.output
    assert options(answers) == {"card": True, "look": True, "examples": True}
    assert "What the model receives  a.py" in out.stdout
    assert "Only you can answer" in out.stdout


def test_the_name_of_the_file_says_the_format(folder, answers):
    assert invoke("look", "a.py", "-o", "look.html").exit_code == 0
    assert (folder / "look.html").read_text("utf-8").startswith("<!doctype html>")
    assert invoke("look", "a.py", "-o", "look.json").exit_code == 0
    assert json.loads((folder / "look.json").read_text("utf-8"))["card"]["version"] == 1
    assert invoke("look", "a.py", "-o", "look.txt").exit_code == 0
    assert "Only you can answer" in (folder / "look.txt").read_text("utf-8")


def test_where_nothing_was_read_the_status_is_3_and_it_says_why(folder, answers):
    answers.make = lambda target: Report(target, notes=["nothing was read: it raised"])
    out = invoke("look", "a.py")
    assert out.exit_code == 3
    assert "nothing was read: it raised" in out.stdout


def test_no_examples_reaches_the_child(folder, answers):
    invoke("look", "a.py", "--no-examples")
    assert options(answers)["examples"] is False
    invoke("check", "a.py", "--no-examples")
    assert options(answers)["examples"] is False


@pytest.mark.parametrize(
    ("arguments", "card"),
    [
        ((), False),
        (("--format", "json=r.json"), False),
        (("--card", "--format", "json=r.json"), True),
        (("--format", "text", "--format", "html=r.html"), True),
    ],
)
def test_only_a_format_that_shows_it_costs_a_card(folder, answers, arguments, card):
    invoke("check", "a.py", *arguments)
    assert options(answers) == {"card": card, "look": None, "examples": True}
    if "--card" in arguments:
        assert json.loads((folder / "r.json").read_text("utf-8"))["card"]["version"] == 1


def test_a_folder_that_is_not_there_is_refused_before_the_run(folder, answers):
    assert invoke("look", "a.py", "-o", "nowhere/look.html").exit_code == 2
    assert answers.asked is None
