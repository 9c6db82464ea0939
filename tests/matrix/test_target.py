"""A pipeline of the user's on several versions: environments, kept results, words, exit status."""

from __future__ import annotations

import functools
import json
import os
import platform
import re
import shutil
import subprocess
import sys

import pytest
from click.testing import CliRunner

from conformance.cli import main
from conformance.matrix import checking, environments, interpreters, kept, target
from conformance.matrix.environments import Unavailable
from conformance.matrix.tensorflows import DEFAULT, TensorFlow, choose, requirement_here, table
from tests.matrix.made import report

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PIPELINE = "def make_dataset():\n    return None\n"
# What the pretended runs find on each version.
FOUND = {
    "2.4.1": {"c": "pass"},
    "2.10.1": {"c": "pass"},
    "2.15.1": {"c": "pass", "d": "fail"},
    "2.16.2": {"c": "fail", "d": "pass"},
    "2.21.0": {"c": "fail"},
}


class Machine:
    """Pretends to make environments and to run checks in them; counts both."""

    def __init__(self, missing=()):
        self.missing, self.made, self.checked = missing, [], []

    def make(self, row, *, more, cache, tell):
        if row.version in self.missing:
            raise Unavailable(f"no Python {row.pythons[0]} found here")
        self.made.append((row.version, tuple(more)))
        return f"{row.version}/bin/python"

    def check(self, name, arguments, python):
        version = python.partition("/")[0]
        self.checked.append((version, tuple(arguments)))
        messages = {"c": "the columns change places"}
        return {
            "verdict": "fails",
            **report(version, FOUND[version], target=name, messages=messages),
        }


@pytest.fixture
def machine(monkeypatch, tmp_path):
    made = Machine()
    partial = functools.partial(target.run, make=made.make, check=made.check)
    monkeypatch.setattr(target, "run", partial)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "train.py").write_text(PIPELINE, encoding="utf-8")
    return made


def invoke(*arguments):
    return CliRunner().invoke(main, ["matrix", *arguments, "--cache", "cache"])


def test_the_answer_says_what_an_upgrade_changes(machine):
    machine.missing = ("2.4.1",)
    out = invoke("--target", "train.py", "--fit", "epochs=3", "--with", "pandas")
    assert out.exit_code == 1, out.output
    assert "c" in out.output
    words = " ".join(out.output.split())
    assert "2.4: not known: no Python 3.8 found here" in words
    assert "from 2.10 to 2.15: d is silently wrong" in words
    step = "from 2.15 to 2.16 (Keras 2 to 3): c is silently wrong: the columns change places"
    assert step in words
    assert "from 2.15 to 2.16 (Keras 2 to 3): d passes (before: is silently wrong)" in words
    assert "from 2.16 to 2.21: nothing changes" in words
    assert "[4/5] TensorFlow 2.16.2: does not conform" in words
    assert machine.made[0] == ("2.10.1", ("pandas",))
    assert machine.checked[0][1] == ("--budget", "60.0", "--keep-profile", "--fit", "epochs=3")


@pytest.mark.parametrize(
    ("versions", "missing", "status"),
    [(["2.4", "2.10"], (), 0), (["2.15"], (), 1), (["2.4", "2.10"], ("2.4.1",), 3),
     (["2.4", "2.15"], ("2.4.1",), 1), (["2.4"], ("2.4.1",), 3)],
)  # fmt: skip
def test_exit_status(machine, versions, missing, status):
    machine.missing = missing
    chosen = [part for version in versions for part in ("--tensorflow", version)]
    assert invoke("--target", "train.py", *chosen).exit_code == status


def test_a_finished_result_is_kept_until_something_changes(machine, tmp_path):
    arguments = ("--target", "train.py", "--tensorflow", "2.4")
    first, again = invoke(*arguments), invoke(*arguments)
    assert len(machine.checked) == 1
    assert "kept from an earlier run" in again.output
    assert first.output.partition("\n\n")[2] == again.output.partition("\n\n")[2]
    invoke(*arguments, "--fresh")
    invoke(*arguments, "--only", "wiring")
    (tmp_path / "helper.py").write_text("x = 1\n", encoding="utf-8")
    invoke(*arguments)
    assert len(machine.checked) == 4


def test_a_version_that_was_not_known_is_tried_again(machine):
    machine.missing = ("2.4.1",)
    invoke("--target", "train.py", "--tensorflow", "2.4")
    machine.missing = ()
    out = invoke("--target", "train.py", "--tensorflow", "2.4")
    assert out.exit_code == 0
    assert machine.checked


def test_a_folder_gets_every_format_and_the_terminal_the_text(machine, tmp_path):
    out = invoke("--target", "train.py", "--output", "out/")
    assert sorted(os.listdir(tmp_path / "out")) == ["matrix.html", "matrix.json", "matrix.md"]
    assert "What an upgrade changes for train.py" in out.output
    data = json.loads((tmp_path / "out" / "matrix.json").read_text(encoding="utf-8"))
    assert len(data["upgrades"]["train.py"]) == 5
    page = (tmp_path / "out" / "matrix.html").read_text(encoding="utf-8")
    assert "from 2.16 to 2.21: nothing changes" in page


@pytest.mark.parametrize(
    ("arguments", "needle"),
    [
        ([], "give either RESULTS, files to merge, or --target"),
        (["x.json", "--target", "train.py"], "give either RESULTS"),
        (["--target", "train.py", "--tensorflow", "2.3"], "older than 2.4"),
        (["--target", "train.py", "--tensorflow", "soon"], "such as 2.15 or newest, not 'soon'"),
        (["--target", "no_such_module"], "no module named 'no_such_module'"),
        (["--target", "train.py", "--output", "page.pdf"], "ends in none of"),
    ],
)
def test_wrong_requests(machine, arguments, needle):
    out = invoke(*arguments)
    assert out.exit_code == 2, out.output
    assert needle in out.output
    assert not machine.checked


def completed(status, stderr):
    return subprocess.CompletedProcess([], status, "", stderr)


def refused(error, status=2):
    return checking._refused("t.py", completed(status, f"Usage: x\n\nError: {error}\n"), dict)


def test_a_module_that_this_version_cannot_import_fails_there():
    error = "t.py cannot be imported at t.py:3: AttributeError: keras.utils has no 'PyDataset'"
    data = refused(error)
    assert data["verdict"] == "fails"
    assert data["results"][0]["check"] == "pipeline-builds"
    assert data["results"][0]["message"] == error


def test_a_missing_package_is_no_failure():
    error = "t.py cannot be imported at t.py:1: ModuleNotFoundError: No module named 'pandas.core'"
    with pytest.raises(Unavailable, match="--with pandas"):
        refused(error)


def test_a_wrong_request_and_a_crash_are_told_apart():
    with pytest.raises(checking.Wrong, match=r"there is no file 't\.py'"):
        refused("there is no file 't.py'")
    with pytest.raises(Unavailable, match="status -11"):
        refused("", status=-11)


def test_a_file_that_python_files_cannot_be_told_for_is_not_kept(tmp_path, monkeypatch):
    monkeypatch.setattr(kept, "SOURCES", 1)
    assert kept.fingerprint(str(tmp_path / "train.py")) is None


def test_virtual_environments_beside_the_target_do_not_count(tmp_path):
    target_path = tmp_path / "train.py"
    target_path.write_text(PIPELINE, encoding="utf-8")
    before = kept.fingerprint(str(target_path))
    (tmp_path / "env").mkdir()
    (tmp_path / "env" / "pyvenv.cfg").write_text("", encoding="utf-8")
    (tmp_path / "env" / "a.py").write_text("", encoding="utf-8")
    assert kept.fingerprint(f"{target_path}:make_dataset") == before


def test_the_table_of_versions():
    rows = table()
    assert len(rows) == 18
    assert rows[0].requirement == "tensorflow-cpu==2.4.1"
    assert all(re.fullmatch(r"tensorflow-cpu==2\.\d+\.\d+", row.requirement) for row in rows)
    assert [row.name for row in rows] == [f"tf-2.{minor}" for minor in range(4, 22)]
    assert all(row.pythons for row in rows)
    assert [row.version for row in choose()] == list(FOUND)
    assert len(choose()) == len(DEFAULT)


def test_versions_are_chosen_once_and_in_order():
    rows = choose(["newest", "2.15", "2.15.0", "2.15.1", "2.99"])
    assert [row.requirement for row in rows] == [
        "tensorflow-cpu==2.15.0",
        "tensorflow-cpu==2.15.1",
        "tensorflow-cpu==2.21.0",
        "tensorflow-cpu==2.99.*",
    ]
    assert rows[0].pythons == rows[1].pythons != ()
    assert rows[3].pythons == ()


@pytest.mark.parametrize(
    ("system", "machine", "name"),
    [
        ("Linux", "x86_64", "tensorflow-cpu"),
        ("Windows", "AMD64", "tensorflow-cpu"),
        ("Linux", "aarch64", "tensorflow"),
        ("Darwin", "x86_64", "tensorflow"),
    ],
)
def test_each_system_asks_for_wheels_it_has(system, machine, name):
    assert requirement_here(table()[-1], system, machine) == f"{name}==2.21.0"


def test_the_dependencies_are_those_of_the_project():
    with open(os.path.join(ROOT, "pyproject.toml"), encoding="utf-8") as file:
        block = re.search(r"^dependencies = \[\n(.*?)^\]", file.read(), re.DOTALL | re.MULTILINE)
    assert block is not None
    assert tuple(re.findall(r'"(.+)"', block.group(1))) == environments.DEPENDENCIES


def test_a_python_that_is_not_here_is_named(tmp_path):
    row = TensorFlow("tf-0.1", "tensorflow-cpu==0.1.0", ("3.1", "3.0"))
    with pytest.raises(Unavailable, match=r"no Python 3\.1 or 3\.0 found here"):
        environments.make(row, more=(), cache=str(tmp_path), tell=print)


def test_an_installer_that_fails_says_why(tmp_path):
    row = TensorFlow("tf-0.1", f"no-such-package @ file://{tmp_path}/gone", (version_here(),))
    with pytest.raises(Unavailable, match="install failed"):
        environments.make(row, more=(), cache=str(tmp_path), tell=print)


def version_here() -> str:
    return "{}.{}".format(*sys.version_info)


def test_the_interpreter_that_runs_is_found():
    assert interpreters.find(["3.0", version_here()]) == (version_here(), sys.executable)


def test_an_environment_does_not_inherit_another(monkeypatch):
    monkeypatch.setenv("VIRTUAL_ENV", "elsewhere")
    monkeypatch.setenv("PYTHONPATH", "mine")
    found = environments.isolated("kit")
    assert "VIRTUAL_ENV" not in found
    assert found["PYTHONPATH"] == os.pathsep.join(["kit", "mine"])


@pytest.mark.slow
def test_a_check_runs_on_a_copy_of_this_package(tmp_path, monkeypatch):
    """With the interpreter that runs this, whose TensorFlow is there already."""
    tf = pytest.importorskip("tensorflow")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "train.py").write_text(SOUND, encoding="utf-8")
    row = TensorFlow("tf-here", f"tensorflow-cpu=={tf.__version__}")
    messages = []
    data = target.run(
        "train.py",
        [row],
        cache=str(tmp_path / "cache"),
        make=lambda *a, **k: sys.executable,
        tell=messages.append,
    )
    assert data[0]["environment"]["tensorflow"] == tf.__version__
    assert data[0]["verdict"] == "conforms", data
    assert messages[-1] == f"[1/1] TensorFlow {tf.__version__}: conforms"


@pytest.mark.slow
@pytest.mark.parametrize("tool", ["uv", "pip"])
def test_an_environment_is_made_once(tmp_path, monkeypatch, tool):
    """A real one, with a package that is small: TensorFlow would be 600 MB."""
    if tool == "uv" and shutil.which("uv") is None:
        pytest.skip("no uv here")
    if tool == "pip":
        monkeypatch.setattr(environments.shutil, "which", lambda name: None)
    row = TensorFlow("tf-here", "six==1.16.0", (version_here(),))
    told = []
    python = environments.make(row, more=(), cache=str(tmp_path), tell=told.append)
    again = environments.make(row, more=(), cache=str(tmp_path), tell=told.append)
    assert python == again
    assert len(told) == 1
    code = "import click, six, sys; print(sys.prefix)"
    done = subprocess.run([python, "-c", code], capture_output=True, text=True, check=True)
    assert str(tmp_path) in done.stdout
    assert platform.python_version() in subprocess.check_output([python, "-V"], text=True)


SOUND = """
import numpy as np
import tensorflow as tf
from tensorflow import keras


def make_dataset():
    x = np.random.RandomState(0).normal(size=(160, 4)).astype("float32")
    y = x.sum(axis=1, keepdims=True)
    return tf.data.Dataset.from_tensor_slices((x, y)).shuffle(160).batch(16)


def make_model():
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    return model
"""
