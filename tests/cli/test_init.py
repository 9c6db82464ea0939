"""What `conformance init` finds and writes; what it wrote passes, and nothing is replaced."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from conformance.cli import init
from conformance.run.supervisor import Refused
from tests.cli.made import invoke, report

SCRIPT = "from tensorflow import keras\nmodel = keras.Sequential()\nmodel.fit([1], [2])\n"
LIBRARY = "def train(model, data):\n    model.fit(data)\n"
NOTEBOOK = '{"cells": [{"cell_type": "code", "source": ["model.fit(x)"]}]}'


def files(folder):
    found = [
        os.path.relpath(os.path.join(at, n), str(folder))
        for at, _, ns in os.walk(str(folder))
        for n in ns
    ]
    return sorted(found)


def test_pipelines_scripts_and_notebooks_are_found_by_reading(folder):
    (folder / "train.py").write_text(SCRIPT)
    (folder / "library.py").write_text(LIBRARY)
    (folder / "book.ipynb").write_text(NOTEBOOK)
    (folder / "broken.py").write_text("def (")
    (folder / "test_train.py").write_text(SCRIPT)
    for name in ("venv", "tests", "data"):
        (folder / name).mkdir()
        (folder / name / "train.py").write_text(SCRIPT)
    (folder / "venv" / "pyvenv.cfg").write_text("")
    found = [(one.kind, one.place) for one in init._found(".")]
    assert found == [
        ("check", "a.py"),
        ("check", "b.py"),
        ("run", "book.ipynb"),
        ("run", "train.py"),
        ("run", os.path.join("data", "train.py")),
    ]


def test_it_writes_the_test_the_configuration_and_the_job(answers, folder):
    out = invoke("init")
    assert out.exit_code == 0, out.output
    assert files(folder) == [
        os.path.join(".github", "workflows", "conformance.yml"),
        "a.py",
        "b.py",
        "pyproject.toml",
        os.path.join("tests", "test_pipelines.py"),
    ]
    text = (folder / "tests" / "test_pipelines.py").read_text(encoding="utf-8")
    assert '    ["check", "a.py"],\n    ["check", "b.py"],\n]' in text
    compile(text, "test_pipelines.py", "exec")
    job = (folder / ".github" / "workflows" / "conformance.yml").read_text(encoding="utf-8")
    assert "- run: python -m conformance check --format github b.py\n" in job


def test_nothing_that_is_there_is_replaced(answers, folder):
    (folder / "pyproject.toml").write_text("[project]\n")
    (folder / "tests").mkdir()
    (folder / "tests" / "test_pipelines.py").write_text("mine")
    out = invoke("init")
    assert out.exit_code == 0, out.output
    assert (folder / "pyproject.toml").read_text() == "[project]\n"
    assert (folder / "tests" / "test_pipelines.py").read_text() == "mine"
    assert out.output.count("is there already, and was left as it is") == 2
    assert "pyproject.toml has no [tool.conformance]" in out.output
    before = {name: (folder / name).read_bytes() for name in files(folder)}
    assert invoke("init").exit_code == 0
    assert {name: (folder / name).read_bytes() for name in files(folder)} == before


def test_what_fails_today_is_expected_and_told(answers, folder):
    answers.make = lambda target: report(
        target, ("not-finite", "fail" if target == "a.py" else "pass")
    )
    out = invoke("init")
    assert out.exit_code == 0, out.output
    known = (folder / "expected-failures.toml").read_text(encoding="utf-8")
    assert known.count("[[expected]]") == 1
    assert 'target = "a.py"' in known
    text = (folder / "tests" / "test_pipelines.py").read_text(encoding="utf-8")
    assert '["check", "--expected-failures", "expected-failures.toml", "a.py"]' in text
    assert "give each entry of expected-failures.toml its reason" in out.output


def test_a_script_that_cannot_be_run_is_left_out_with_its_reason(answers, folder):
    answers.raises = Refused({"a.py": "a.py asks for input"}, [])
    out = invoke("init", "a.py")
    assert out.exit_code == 2
    assert "check a.py: a.py asks for input" in out.output
    assert not (folder / "tests").exists()


@pytest.mark.slow
def test_in_an_empty_folder_what_it_wrote_passes(tmp_path):
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}

    def run(*command):
        return subprocess.run(
            [sys.executable, "-m", *command],
            cwd=str(tmp_path), env=environment, capture_output=True, text=True, timeout=300, check=False,
        )  # fmt: skip

    out = run("conformance", "init")
    assert out.returncode == 0, out.stdout + out.stderr
    assert "pipeline.py is one to begin with" in out.stdout
    out = run("pytest", "-q", "-p", "no:cacheprovider", "tests/test_pipelines.py")
    assert (out.returncode, "1 passed" in out.stdout) == (0, True), out.stdout
