"""The page of evidence counts what was found, what was missed and what was failed wrongly."""

from __future__ import annotations

import json

from tests import evidence


def _line(case, kind="silent", found=(), findings=(), conforms=True, why=""):
    return dict(case=case, kind=kind, found=found, findings=findings, conforms=conforms, why=why)


RANGE = ["labels", "label-range", "fail"]
LINES = [
    _line("bad/b", found=[RANGE], findings=[RANGE], conforms=False),
    _line("second_bad/a", why="not asked yet"),
    _line("second_bad/c", found=[RANGE], findings=[RANGE], conforms=False),
    _line("good/d", kind="good"),
    _line("good/e", kind="good", findings=[RANGE], conforms=False, why="not known"),
]


def test_recall_is_told_in_two_lines_apart():
    now, first = evidence.recall(LINES, {"second_bad": ()})
    assert "2 of 3 (67%)" in now
    assert "0 of 2 (0%) in `second_bad`" in first


def test_a_false_alarm_is_counted():
    assert "1 of 2 (50%)" in evidence.alarms(LINES)


def test_each_broken_case_has_a_row_and_a_sound_one_where_something_is_said():
    rows = evidence.page(LINES, {}).splitlines()
    assert "| bad/b | silent | yes | labels | label-range (fail) |" in rows
    assert "| second_bad/a | silent | no |  | missed: not asked yet |" in rows
    assert "| good/e | no | label-range (fail): not known |" in rows
    assert not [row for row in rows if row.startswith("| good/d")]


def test_the_last_look_at_a_case_counts(tmp_path):
    kept = tmp_path / "found.jsonl"
    kept.write_text("\n".join(map(json.dumps, [_line("bad/b"), LINES[0]])))
    assert evidence.read(kept) == [LINES[0]]


def test_a_kept_run_becomes_the_page(tmp_path):
    kept, page = tmp_path / "found.jsonl", tmp_path / "evidence.md"
    kept.write_text("\n".join(map(json.dumps, LINES)))
    assert evidence.main(["--from", str(kept), "--output", str(page)]) == 0
    assert "1 of 2 (50%) in `second_bad`" in page.read_text()  # what FIRST_SIGHT says


def test_no_page_is_made_of_nothing(tmp_path, capsys):
    kept = tmp_path / "found.jsonl"
    kept.touch()
    assert evidence.main(["--from", str(kept)]) == 1
    assert "no case" in capsys.readouterr().err
