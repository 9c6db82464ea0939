"""`conformance new`: a copy works where it stands, with its data, and hides no module."""

from __future__ import annotations

import ast
import os
import subprocess
import sys

import pytest

from conformance.cli.new import BUNDLED, patterns, printed
from tests.cli.made import invoke

BUNDLES = [name for name, row in patterns().items() if name != "template"]


def run(*arguments, cwd):
    return subprocess.run(
        [sys.executable, "-m", "conformance", *arguments],
        cwd=str(cwd),
        capture_output=True,
        encoding="utf-8",
        timeout=590,
    )


def test_the_list_has_every_pattern():
    out = invoke("new")
    assert out.exit_code == 0
    assert [line.split()[0] for line in out.stdout.splitlines()] == [*BUNDLES, "template"]


@pytest.mark.parametrize("pattern", [*BUNDLES, "template"])
def test_a_printed_template_is_python_that_needs_nothing_of_conformance(pattern):
    out = invoke("new", pattern)
    assert out.exit_code == 0
    names = set()
    for node in ast.walk(ast.parse(out.stdout)):
        if isinstance(node, ast.ImportFrom):
            names.add(node.module.split(".")[0])
        elif isinstance(node, ast.Import):
            names.update(one.name.split(".")[0] for one in node.names)
    assert not names & {"conformance", BUNDLED}
    assert "def make_dataset(" in out.stdout


def test_a_printed_template_prefers_the_data_beside_it(tmp_path, monkeypatch):
    source = invoke("new", "npz").stdout
    code = source[source.index("import importlib.util") : source.index("FILES = ")]
    code = code.replace("import tensorflow as tf\nfrom tensorflow import keras\n", "")
    place = {"__file__": str(tmp_path / "copy.py")}
    exec(code, place)
    assert place["DATA"].parent.parent.name == BUNDLED
    assert place["DATA"].exists()
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "digits.npz").touch()
    exec(code, place)
    assert place["DATA"] == tmp_path / "data" / "digits.npz"
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    (tmp_path / "data" / "digits.npz").unlink()
    exec(code, place)
    assert place["DATA"] == tmp_path / "data" / "digits.npz"  # it names what is missing


def test_a_template_without_data_is_printed_as_it_is():
    assert printed("x = 1\n") == "x = 1\n"


def test_a_written_template_has_its_data_and_where_that_is_from(folder):
    out = invoke("new", "text", "--output", "mine")
    assert out.exit_code == 0, out.output
    assert out.stdout.splitlines()[-1] == "next: conformance check mine/text_in_pipeline.py"
    assert {path.name for path in (folder / "mine" / "data").iterdir()} == {
        "sentences.tsv", "sentences.tsv.about.md", "LICENSE-python.txt", "LICENSE-scikit-learn.txt"
    }  # fmt: skip
    assert invoke("new", "text", "--output", "mine").exit_code == 0  # what is the same may stay


def test_nothing_of_the_users_is_replaced_unless_forced(folder):
    (folder / "data").mkdir()
    (folder / "data" / "digits.npz").write_text("mine", encoding="utf-8")
    out = invoke("new", "npz", "--output", ".")
    assert out.exit_code == 2
    assert "'./data/digits.npz' is there already: --force replaces it" in out.stderr
    assert not (folder / "npz_interleave.py").exists()
    assert invoke("new", "npz", "--output", ".", "--force").exit_code == 0
    assert (folder / "data" / "digits.npz").stat().st_size > 10_000


@pytest.mark.parametrize(
    ("output", "message"),
    [
        ("csv.py", "'csv.py' would hide the module 'csv'"),
        ("sub/numpy.py", "would hide the module 'numpy'"),
        ("keras.py", "would hide the module 'keras'"),
        ("click.py", "would hide the module 'click'"),
        ("my-data.py", "its name is no identifier"),
        ("a.py/x", "is no folder"),
        ("written_by_me.py", "'written_by_me.py' is there already: --force replaces it"),
    ],
)
def test_a_name_that_cannot_serve_is_refused(folder, output, message):
    (folder / "written_by_me.py").touch()
    before = sorted(path.name for path in folder.iterdir())
    out = invoke("new", "csv", "--output", output)
    assert out.exit_code == 2
    assert message in out.stderr
    assert sorted(path.name for path in folder.iterdir()) == before


@pytest.mark.slow
@pytest.mark.parametrize("how", ["written", "printed"])
def test_every_copy_conforms_by_itself(tmp_path, how):
    copies = []
    for name in BUNDLES:
        folder = tmp_path / name
        folder.mkdir()
        if how == "written":
            out = run("new", name, "--output", str(folder), cwd=tmp_path)
            assert out.returncode == 0, out.stderr
            [copy] = folder.glob("*.py")
        else:
            copy = folder / f"copy_{name.replace('-', '_')}.py"
            copy.write_text(run("new", name, cwd=tmp_path).stdout, encoding="utf-8")
        copies.append(os.path.relpath(copy, tmp_path))
    out = run("check", *copies, "--budget", "300", cwd=tmp_path)
    assert "CONFORMS: 15 of 15 pipelines conform" in out.stdout, out.stdout + out.stderr
    assert out.returncode == 0


@pytest.mark.slow
def test_the_skeleton_is_fuzzed_as_it_is_and_its_counterexample_replayed(tmp_path):
    out = run("new", "template", "--output", "mine.py", cwd=tmp_path)
    assert out.stdout.splitlines()[-1] == "next: conformance fuzz mine.py"
    few = ["--max-examples", "30", "--fit-examples", "3"]
    out = run("fuzz", "mine.py", *few, cwd=tmp_path)
    assert out.returncode == 0, out.stdout + out.stderr

    sound = (tmp_path / "mine.py").read_text(encoding="utf-8")
    broken = sound.replace("dataset.batch(batch_size)", "dataset.batch(batch_size, True)")
    (tmp_path / "mine.py").write_text(broken, encoding="utf-8")
    out = run("fuzz", "mine.py", *few, cwd=tmp_path)
    assert out.returncode == 1, out.stdout + out.stderr
    script = tmp_path / "counterexamples" / "mine-contents.py"
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    assert run("replay", str(script), cwd=elsewhere).stdout.startswith("FAILED: ")
    (tmp_path / "mine.py").write_text(sound, encoding="utf-8")
    out = run("replay", str(script), cwd=elsewhere)
    assert out.stdout.startswith("FIXED: "), out.stdout + out.stderr
    (tmp_path / "mine.py").unlink()
    out = run("replay", str(script), cwd=elsewhere)
    assert (out.returncode, out.stdout.split(":")[:2]) == (3, ["ERROR", " the template is gone"])
