"""Faults injected into a pipeline: each is said, and none takes another target's verdict along."""

from __future__ import annotations

import os

import psutil
import pytest

from conformance.checks.completeness._supervision import UNRESPONSIVE
from conformance.run.supervisor import Interrupted, Refused, supervise

pytestmark = pytest.mark.slow

HEAD = """
import json, os, signal, subprocess, sys, tempfile, time
import numpy as np
import tensorflow as tf
from tensorflow import keras


def rows():
    rng = np.random.RandomState(0)
    x = rng.normal(size=(64, 4)).astype("float32")
    return x, x.sum(axis=1, keepdims=True)


def make_dataset():
    return tf.data.Dataset.from_tensor_slices(rows()).shuffle(64).batch(16)


class Stepping(keras.Model):
    def train_step(self, data):
        step()
        return super().train_step(data)


def make_model():
    inputs = keras.Input((4,))
    model = Stepping(inputs, keras.layers.Dense(1)(inputs))
    model.compile("sgd", "mse", run_eagerly=True)
    return model


def step():
    pass


def first(act):
    x, y = rows()
    act()
    return tf.data.Dataset.from_tensor_slices((x, y)).shuffle(64).batch(16)


PASSES = []


def drawn(act):
    def generate():
        PASSES.append(1)
        for i in range(4):
            if i == 2:
                act()
            yield tuple(part[16 * i : 16 * i + 16] for part in rows())

    return generate()


def raise_(error):
    raise error
"""
# name: what its module does besides.
FAULTS = {
    "sound": "",
    "exits_at_import": "sys.exit(0)",
    "interrupts_at_import": "raise KeyboardInterrupt",
    "trains_at_import": "make_model().fit(make_dataset(), epochs=100000)",
    "hangs_at_import": "time.sleep(1e6)",
    "aborts_at_import": "os.abort()",
    "killed_in_build": "make_dataset = lambda: first(lambda: os.kill(os.getpid(), 9))",
    "killed_in_elements": "make_dataset = lambda: drawn(lambda: os.kill(os.getpid(), 9))",
    "killed_in_training": "step = lambda: os.kill(os.getpid(), 9)",
    "hangs_in_training": "step = lambda: time.sleep(1e6)",
    "exits_in_build": "make_dataset = lambda: first(lambda: sys.exit(0))",
    "exits_in_elements": "make_dataset = lambda: drawn(lambda: sys.exit(0))",
    "exits_in_training": "step = lambda: sys.exit(0)",
    "interrupts_in_build": "make_dataset = lambda: first(lambda: raise_(KeyboardInterrupt()))",
    "patches": """
def act():
    json.dumps = json.loads = os._exit = os.write = os.open = time.sleep = None
    sys.stdout = sys.stderr = None
make_dataset = lambda: first(act)
""",
    "closes": "make_dataset = lambda: first(lambda: [os.close(n) for n in (1, 2)])",
    "chats": "make_dataset = lambda: first(lambda: os.write(1, b'}{ \\xff' * 99))",
    "leaves": """
def act():
    os.chdir(tempfile.mkdtemp())
    os.rmdir(os.getcwd())
make_dataset = lambda: first(act)
""",
    "detaches": """
def act():
    code = "import os, time; os.setsid(); time.sleep(600)"
    child = subprocess.Popen([sys.executable, "-c", code])
    with open("detached", "a") as file:
        file.write(f"{child.pid}\\n")
make_dataset = lambda: first(act)
""",
    "raises_in_epoch_4": """
def late():
    PASSES.append(1)
    if len(PASSES) >= 4:
        raise RuntimeError(f"epoch {len(PASSES)}")
    for i in range(4):
        yield tuple(part[16 * i : 16 * i + 16] for part in rows())
SPEC = tf.TensorSpec((None, 4), tf.float32), tf.TensorSpec((None, 1), tf.float32)
make_dataset = lambda: tf.data.Dataset.from_generator(late, output_signature=SPEC)
""",
    "exits_in_epoch_3": """
def late():
    PASSES.append(1)
    if len(PASSES) >= 3:
        sys.exit(0)
    for i in range(4):
        yield tuple(part[16 * i : 16 * i + 16] for part in rows())
make_dataset = lambda: late()
FIT = {"steps_per_epoch": 4}
""",
    "last": "",
}
REFUSED = ("exits_at_import", "interrupts_at_import", "trains_at_import")
BUDGET = 40.0


@pytest.fixture(scope="module")
def outcome(tmp_path_factory):
    folder = tmp_path_factory.mktemp("faults")
    for name, act in FAULTS.items():
        (folder / f"{name}.py").write_text(HEAD + "\n\n" + act + "\n")
    before = os.getcwd()
    os.chdir(str(folder))
    try:
        with pytest.raises(Refused) as caught:
            supervise([{"target": f"{n}.py"} for n in FAULTS], options={"budget": BUDGET})
    finally:
        os.chdir(before)
    reports = {report.target[: -len(".py")]: report for report in caught.value.reports}
    return folder, reports, caught.value.refusals


def _finding(report):
    return next(r for r in report.results if r.check == UNRESPONSIVE)


def test_every_other_target_has_its_report_in_order(outcome):
    _, reports, refusals = outcome
    assert list(reports) == [name for name in FAULTS if name not in REFUSED]
    assert set(refusals) == {f"{name}.py" for name in REFUSED}


@pytest.mark.parametrize(
    "name", ["sound", "patches", "closes", "chats", "leaves", "detaches", "last"]
)
def test_what_harms_no_data_is_judged_to_the_end(outcome, name):
    report = outcome[1][name]
    assert (report.ended, report.interrupted) == ("", None)
    assert _finding(report).status == "pass"
    assert not report.count("error")
    if name != "closes":  # what else used these descriptors is the pipeline's own affair
        assert report.verdict == "conforms"


@pytest.mark.parametrize("name", REFUSED)
def test_a_refusal_names_the_line_of_the_user(outcome, name):
    said = outcome[2][f"{name}.py"]
    assert f"{name}.py:" in said
    if name.startswith("trains"):
        assert f"use `conformance run {name}.py`" in said


@pytest.mark.parametrize(
    ("name", "ended", "stage", "status"),
    [
        ("hangs_at_import", "budget", "load", "blocked"),
        ("aborts_at_import", "crash", "load", "fail"),
        ("killed_in_build", "crash", "build", "fail"),
        ("killed_in_elements", "crash", "elements", "fail"),
        ("killed_in_training", "crash", "training", "fail"),
        ("hangs_in_training", "budget", "training", "blocked"),
    ],
)
def test_a_run_that_was_cut_says_how_and_where(outcome, name, ended, stage, status):
    report = outcome[1][name]
    assert report.ended == ended
    assert f"stage {stage!r}" in report.interrupted
    assert _finding(report).status == status
    if ended == "budget":
        assert f"{name}.py:" in _finding(report).where
        assert f"{name}.py:" in report.interrupted


@pytest.mark.parametrize("name", ["killed_in_training", "hangs_in_training"])
def test_what_needs_no_training_is_judged_all_the_same(outcome, name):
    report = outcome[1][name]
    judged = {r.check: r.status for r in report.results}
    for check in ("input-missing", "element-type", "batch-missing", "not-finite"):
        assert judged[check] in ("pass", "skip"), check
    assert judged["fit-fails"] == "blocked"
    assert report.applicable > 3 * report.count("blocked")


@pytest.mark.parametrize(
    "name",
    ["exits_in_build", "exits_in_elements", "exits_in_training", "interrupts_in_build"],
)
def test_a_pipeline_that_ends_the_process_fails(outcome, name):
    report = outcome[1][name]
    failed = [r for r in report.results if r.status == "fail"]
    assert failed
    assert any("SystemExit" in r.message or "KeyboardInterrupt" in r.message for r in failed)
    assert not report.count("error")


@pytest.mark.parametrize("name", ["raises_in_epoch_4", "exits_in_epoch_3"])
def test_what_a_late_epoch_raises_is_the_pipelines(outcome, name):
    report = outcome[1][name]
    assert report.verdict == "fails"
    assert not report.count("error")
    said = " ".join(r.message for r in report.results if r.status == "fail")
    assert "epoch 4" in said or "epoch 5" in said or "SystemExit" in said


def _alive(pid):
    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE


def test_nothing_that_was_detached_lives_on(outcome):
    pids = [int(line) for line in (outcome[0] / "detached").read_text().splitlines()]
    assert pids
    assert not [pid for pid in pids if _alive(pid)]


def test_ctrl_c_keeps_what_was_judged(outcome):
    folder = outcome[0]
    stages = []

    def press(kind, value):
        stages.append(kind == "stage" and value[1])
        if stages[-1] == "training":
            raise KeyboardInterrupt

    targets = [{"target": str(folder / f"{name}.py")} for name in ("sound", "last")]
    with pytest.raises(Interrupted) as caught:
        supervise(targets, options={"budget": BUDGET}, progress=press)
    (report,) = caught.value.reports
    assert (report.ended, report.verdict) == ("interrupt", "incomplete")
    assert report.count("pass") > 10
