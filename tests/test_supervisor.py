"""Pipelines that sleep, hoard, crash or never end: each is a finding, within the budget."""

from __future__ import annotations

import os
import time
import types

import pytest

from conformance.checks.completeness._supervision import UNRESPONSIVE
from conformance.run.supervisor import Ending, _Child, _finding, _Job, _look, supervise

TEMPLATE = """
import os
import time

import numpy as np
from tensorflow import keras


def rows():
    number, hoard = 0, []
    while True:
        {act}
        number += 1
        yield np.ones((8, 4), "float32"), np.ones((8, 1), "float32")


def make_dataset():
    return rows()


def make_model():
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    return model
"""
# name: (what the generator does, stage, what the finding says)
SINS = {
    "sleeps": ("time.sleep(1e6)", "spec", "no answer within the budget"),
    "sleeps_later": ("number > 4 and time.sleep(1e6)", "elements", "no answer within the budget"),
    "hoards": ("hoard.append(np.ones(2**26, 'uint8'))", "elements", "GiB of memory"),
    "exits": ("number > 4 and os._exit(7)", "elements", "exited with status 7"),
    "aborts": ("number > 4 and os.abort()", "elements", "killed by signal SIGABRT"),
}

pytestmark = pytest.mark.slow


def _check(tmp_path, name, act, **options):
    path = tmp_path / f"{name}.py"
    path.write_text(TEMPLATE.format(act=act))
    return supervise([{"target": str(path)}], options={"budget": 25.0}, **options)[0]


@pytest.mark.parametrize("name", sorted(SINS))
def test_it_ends_within_the_budget_and_keeps_what_was_judged(tmp_path, name):
    act, stage, says = SINS[name]
    started = time.time()
    report = _check(tmp_path, name, act, memory_limit=2**30)
    assert report.verdict == "fails"
    assert report.exit_status == 1
    finding = next(r for r in report.results if r.check == UNRESPONSIVE)
    assert finding.status == "fail"
    assert says in finding.message
    assert report.environment["tensorflow"], "a report of a run cut short states where it ran"
    assert f"stage {stage!r}" in finding.message
    assert report.seconds < 30, "the budget is 25 s, a second or two of slack"
    assert time.time() - started < 200
    if name.startswith("sleeps"):
        assert f"{name}.py:12 in rows" in finding.where
    judged = [r for r in report.results if r.status in ("pass", "skip", "fail")]
    blocked = [r for r in report.results if r.status == "blocked"]
    assert judged
    assert blocked
    assert all("not reached" in r.message for r in blocked if "not reached" in r.message)


def test_an_endless_generator_is_a_finding_of_its_own(tmp_path):
    report = _check(tmp_path, "endless", "pass")
    failed = [r.check for r in report.results if r.status == "fail"]
    assert "endless" in failed
    assert report.interrupted is None


def test_one_crash_does_not_take_the_other_targets_along(tmp_path):
    targets = []
    for name, act in (("exits", SINS["exits"][0]), ("after", "pass")):
        path = tmp_path / f"{name}.py"
        path.write_text(TEMPLATE.format(act=act))
        targets.append({"target": str(path)})
    reports = supervise(targets, options={"budget": 25.0, "only": ["completeness"]})
    assert [r.target for r in reports] == [t["target"] for t in targets]
    assert "exited with status 7" in (reports[0].interrupted or "")
    assert reports[1].interrupted is None


@pytest.mark.parametrize(
    ("stage", "seconds", "status"),
    [
        ("elements", 20.0, "fail"),
        ("elements", 10.0, "blocked"),  # the time was gone before it began: it is late, not waiting
        ("timing", 1.0, "blocked"),
        ("training", 50.0, "blocked"),
    ],
)
def test_a_stage_that_came_late_is_not_said_to_wait(stage, seconds, status):
    job = _Job(0, {"target": "a"}, stage=stage, since=time.time() - seconds)
    found = _finding(job, Ending("budget", "no answer within 60 s"), "", "", "", 60.0)
    assert found.status == status
    assert ("raise --budget" in found.fix) == (status == "blocked")


def test_a_child_that_a_defect_of_the_kit_ended_is_no_finding():
    job = _Job(0, {"target": "a"}, stage="training", defect="ValueError: of the kit's own")
    found = _finding(job, Ending("crash", "the process exited with status 1"), "m", "", "t", 60.0)
    assert (found.status, found.blame) == ("error", "environment")
    assert found.message == "the kit failed m:\nValueError: of the kit's own"


def test_the_pause_between_two_jobs_is_no_failed_start():
    """A child that is past its start limit and has finished a job is between two of them."""
    first, second = _Job(0, {"target": "a"}, started=1.0, refused="done"), _Job(1, {"target": "b"})
    process = types.SimpleNamespace(poll=lambda: None, pid=os.getpid())
    child = _Child(process, [first, second], "", "", "", born=1.0)
    assert _look(child, 60.0, 2**60) is None
    first.started = None
    ending = _look(child, 60.0, 2**60)
    assert (ending.reason, ending.text[:23]) == ("start", "TensorFlow was not impo")
