"""The comparison of statuses shows what differs, and nothing else."""

from __future__ import annotations

import pytest

from conformance.results import Result
from tests import golden

BEFORE = {"zoo/a": {"not-finite": "fail", "input-bound": "warn"}, "zoo/b": {"not-finite": "pass"}}


def _result(check, status):
    return Result(check, "values", status, "")


def test_the_worst_answer_of_the_parts_is_kept():
    results = [
        _result("a", "pass"),
        _result("a", "fail"),
        _result("a", "skip"),
        _result("b", "skip"),
    ]
    assert golden.statuses_of(results) == {"a": "fail", "b": "skip"}


def test_what_is_alike_has_no_line():
    assert golden.differences(BEFORE, BEFORE) == []


def test_each_difference_has_a_line():
    now = {"zoo/a": {"not-finite": "blocked", "new-one": "skip"}, "zoo/c": {}}
    assert golden.differences(BEFORE, now, timed=["input-bound"]) == [
        "zoo/a: new-one was none, is skip",
        "zoo/a: not-finite was fail, is blocked",
        "zoo/b: gone",
        "zoo/c: new",
    ]


def test_a_difference_that_is_meant_has_none(monkeypatch):
    monkeypatch.setitem(golden.MEANT, ("not-finite", "pass", "skip"), "it does not apply to text")
    assert golden.differences(BEFORE, {**BEFORE, "zoo/b": {"not-finite": "skip"}}) == []


def test_two_files_are_compared(tmp_path, capsys):
    before, now = tmp_path / "before.json.gz", tmp_path / "now.json.gz"
    golden.write(before, BEFORE)
    golden.write(now, {**BEFORE, "zoo/b": {"not-finite": "fail"}})
    assert golden.read(before) == BEFORE
    assert golden.main(["compare", str(before), str(before)]) == 0
    assert golden.main(["compare", str(before), str(now)]) == 1
    assert (
        "zoo/b: not-finite was pass, is fail\n2 pipelines, 1 differences" in capsys.readouterr().out
    )


def test_every_meant_difference_has_its_rule():
    assert all(golden.MEANT.values())


@pytest.mark.slow
def test_a_pipeline_is_run_and_its_statuses_are_kept(tmp_path):
    pytest.importorskip("tensorflow")
    path = tmp_path / "one.json.gz"
    assert golden.main(["write", str(path), "--only", "zoo/not-finite"]) == 0
    ((name, statuses),) = golden.read(path).items()
    assert name == "zoo/not-finite"
    assert statuses["not-finite"] == "fail"
