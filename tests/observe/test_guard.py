"""A failure keeps the way to the user's file; a sentence shows its base name."""

from __future__ import annotations

import os

import pytest

from conformance.observe.guard import guard
from conformance.records import Failure
from conformance.wording import cause, short_frame, user_line

SOURCE = "def make():\n    raise ValueError('bad')\n"


@pytest.fixture
def failure(tmp_path, monkeypatch):
    """The failure of a function of a file below the working folder, or beside it."""

    def caught(folder):
        monkeypatch.chdir(folder)
        path = tmp_path / "mine" / "data.py"
        path.parent.mkdir(exist_ok=True)
        path.write_text(SOURCE)
        names: dict = {}
        exec(compile(SOURCE, str(path), "exec"), names)
        with guard("build") as result:
            names["make"]()
        return result.failure

    return caught


def test_a_frame_below_the_working_folder_is_relative_to_it(failure, tmp_path):
    assert failure(tmp_path).frames[-1] == os.path.join("mine", "data.py") + ":2 in make"


def test_a_frame_elsewhere_is_told_in_full(failure, tmp_path):
    (tmp_path / "other").mkdir()
    full = str(tmp_path / "mine" / "data.py")
    assert failure(tmp_path / "other").frames[-1] == f"{full}:2 in make"


def test_a_sentence_shows_the_base_name(failure, tmp_path):
    assert user_line(failure(tmp_path)) == "data.py:2 in make"
    assert short_frame("data.py:2") == "data.py:2"


@pytest.mark.parametrize(
    ("message", "shown"),
    [
        ("two\nlines of the user's", "ValueError: two\nlines of the user's"),
        ("one", "ValueError: one"),
        ("Traceback (most recent call last):\nKeyError: 'a'", "KeyError: 'a'"),
        ("Detected at node x\nfirst\nsecond", "ValueError: first"),
        ("a\n" + "b" * 900, "ValueError: a\n" + "b" * 598 + "…"),
    ],
)
def test_the_lines_of_an_error_of_the_users_own_are_kept(message, shown):
    assert cause(Failure("ValueError", message, "build")) == shown
