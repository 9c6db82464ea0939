"""What a person types, what comes back, and the exit status."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap

import pytest
from click.testing import CliRunner

from conformance.cli import main

GOOD = """
import numpy as np
import tensorflow as tf
from tensorflow import keras


def make_dataset(batch_size=16):
    rng = np.random.RandomState(0)
    x = rng.normal(size=(160, 4)).astype("float32")
    y = x.sum(axis=1, keepdims=True)
    return tf.data.Dataset.from_tensor_slices((x, y)).shuffle(160).batch(batch_size)


def make_model():
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    return model
"""
KEYS = {"check", "group", "status", "title", "message", "expected", "actual", "where", "fix"}
KEYS |= {"blame", "seconds"}
BAD = GOOD.replace("return tf.data", "x[3, 1] = np.nan\n    return tf.data")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("pipelines")
    (path / "good_one.py").write_text(GOOD)
    (path / "bad_one.py").write_text(BAD)
    return path


def run(*arguments, cwd=None, environment=None):
    command = [sys.executable, "-m", "conformance", *arguments]
    return subprocess.run(
        command,
        cwd=str(cwd) if cwd else None,
        env={**os.environ, **(environment or {})},
        capture_output=True,
        timeout=300,
        check=False,
        text=True,
    )


def invoke(*arguments):
    return CliRunner().invoke(main, list(arguments))


@pytest.mark.slow
def test_a_sound_pipeline_exits_0_and_json_follows_the_schema(folder):
    out = run("check", "good_one.py", "--format", "json", cwd=folder)
    assert out.returncode == 0, out.stdout + out.stderr
    report = json.loads(out.stdout)
    assert (report["schema"], report["verdict"]) == (1, "conforms")
    assert report["target"] == "good_one.py"
    assert set(report["environment"]) >= {
        "tensorflow", "keras", "backend", "numpy", "python", "device", "seed"
    }  # fmt: skip
    for result in report["results"]:
        assert set(result) >= KEYS


@pytest.mark.slow
def test_a_broken_pipeline_exits_1_and_says_what_to_do(folder, tmp_path):
    out = run("check", "bad_one.py", "-o", str(tmp_path / "report.txt"), cwd=folder)
    assert out.returncode == 1, out.stdout + out.stderr
    text = (tmp_path / "report.txt").read_text()
    assert text.startswith("DOES NOT CONFORM  bad_one.py")
    assert "fix:" in text
    assert [p.name for p in tmp_path.iterdir()] == ["report.txt"]  # no part left behind


@pytest.mark.slow
def test_a_known_failure_is_accepted_and_a_stale_one_is_not(folder, tmp_path):
    file = tmp_path / "expected.toml"
    made = run("baseline", "bad_one.py", "-o", str(file), cwd=folder)
    assert made.returncode == 0, made.stderr
    assert run("check", "bad_one.py", "--expected-failures", str(file), cwd=folder).returncode == 0
    stale = file.read_text().replace("bad_one.py", "good_one.py")
    file.write_text(stale)
    out = run("check", "good_one.py", "--expected-failures", str(file), cwd=folder)
    assert out.returncode == 1
    assert "remove the entry" in out.stdout


TWO_SINS = GOOD.replace(
    "return tf.data",
    "x[7, 1] = np.nan\n    x[:, 2] = rng.uniform(0, 9000, 160)\n    return tf.data",
)


@pytest.mark.slow
def test_an_accepted_failure_hides_no_other(folder, tmp_path):
    (folder / "two_sins.py").write_text(TWO_SINS)
    file = tmp_path / "expected.toml"
    file.write_text("[[expected]]\ncheck = 'not-finite'\nreason = 'the sensor drops values'\n")
    known = ("--expected-failures", str(file), "--format", "json")
    plain = run("check", "two_sins.py", "--format", "json", cwd=folder)
    out = run("check", "two_sins.py", *known, cwd=folder)
    assert (plain.returncode, out.returncode) == (1, 1), out.stdout + out.stderr
    before, after = (
        {one["check"]: one for one in json.loads(text)["results"]}
        for text in (plain.stdout, out.stdout)
    )
    assert after["not-finite"]["status"] == "xfail"
    hidden = [one for one in before.values() if one["because"] == "not-finite"]
    assert hidden
    assert any(after[one["check"]]["status"] == one["was"] == "fail" for one in hidden)
    assert not any(one["because"] == "not-finite" for one in after.values())

    made = run("baseline", "two_sins.py", "-o", str(file), cwd=folder)
    assert made.returncode == 0, made.stderr
    assert file.read_text().count("[[expected]]") > 1
    assert run("check", "two_sins.py", *known, cwd=folder).returncode == 0


@pytest.mark.slow
def test_without_a_model_the_verdict_is_incomplete(folder):
    out = run(
        "check", "good_one.py:make_dataset", "--set", "batch_size=8", "--only", "wiring", cwd=folder
    )
    assert out.returncode in (0, 3), out.stdout + out.stderr
    (folder / "no_model.py").write_text(GOOD.split("def make_model")[0])
    out = run("check", "no_model.py", cwd=folder)
    assert out.returncode == 3
    assert "no model was given" in out.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["chek", "x"], "There is no command 'chek'. Did you mean 'check'?"),
        (["check", "nowhere.py"], "there is no file 'nowhere.py'"),
        (["check", "conformance.nowhere"], "no module named 'conformance.nowhere'"),
        (["check", "x.py", "--only", "valeus"], "did you mean 'values'"),
        (["explain", "not-finit"], "no check is named 'not-finit'; did you mean not-finite"),
        (["new", "npzz"], "There is no pattern 'npzz'"),
        (["check", "x.py", "--set", "batch_size"], "--set takes NAME=VALUE"),
        (["check", "x.py", "--expected-failures", "none.toml"], "none.toml"),
    ],
)
def test_a_wrong_request_exits_2_and_names_the_nearest(arguments, message, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = run(*arguments, cwd=tmp_path)
    assert result.returncode == 2
    assert message in result.stdout + result.stderr


@pytest.mark.slow
@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("good_one.py:make_datset", "did you mean 'make_dataset'"),
        ("raises.py", "raises.py cannot be imported at raises.py:3"),
        ("needs.py", "needs rows: give --set rows=VALUE"),
    ],
)
def test_a_target_that_cannot_be_loaded_exits_2(folder, target, message):
    (folder / "raises.py").write_text(
        textwrap.dedent("""
        value = {}
        value["absent"]
    """)
        .lstrip("\n")
        .replace("value = {}", "value = {}\n")
    )
    (folder / "needs.py").write_text(GOOD.replace("batch_size=16", "rows, batch_size=16"))
    out = run("check", target, cwd=folder)
    assert out.returncode == 2
    assert message in out.stderr


def test_a_misspelt_setting_in_pyproject_is_refused(tmp_path):
    (tmp_path / "pyproject.toml").write_text("[tool.conformance]\nbugdet = 5\n")
    out = run("check", "x.py", cwd=tmp_path)
    assert out.returncode == 2
    assert "no option 'bugdet'; did you mean 'budget'" in out.stderr


def test_explain_lists_every_check_under_its_question():
    from conformance.registry import load

    text = invoke("explain").output
    for name in load():
        assert name in text


def test_new_prints_a_template_that_compiles():
    source = invoke("new", "npz").output
    compile(source, "npz", "exec")
    assert "def make_dataset(" in source


def test_importing_the_package_loads_nothing_heavy():
    code = (
        "import sys, conformance;"
        "print([m for m in ('tensorflow', 'keras', 'numpy', 'rich', 'jinja2') if m in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-c", code], stdout=subprocess.PIPE, check=True)
    assert out.stdout.decode().strip() == "[]"


def test_the_parent_process_never_imports_tensorflow():
    code = (
        "import sys; import conformance.cli, conformance.run.supervisor, conformance.registry;"
        "conformance.registry.load(); print('tensorflow' in sys.modules)"
    )
    out = subprocess.run([sys.executable, "-c", code], stdout=subprocess.PIPE, check=True)
    assert out.stdout.decode().strip() == "False"


def test_without_tensorflow_the_first_line_says_what_to_install(tmp_path):
    hide = "import sys, importlib.util as u; f = u.find_spec\n"
    hide += "u.find_spec = lambda n, *a: None if n == 'tensorflow' else f(n, *a)\n"
    hide += "from conformance.cli import main; main(['check', 'reference_pipelines'])\n"
    out = subprocess.run([sys.executable, "-c", hide], stdout=subprocess.PIPE, check=False)
    assert out.returncode == 3
    assert (
        out.stdout.decode().splitlines()[0].startswith("TensorFlow is not installed: pip install")
    )
