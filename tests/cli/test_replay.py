"""`conformance replay`: several files, and a template that is found from any folder."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import pytest

from conformance.properties import counterexamples
from tests.cli.made import invoke

# As small as a script can be: it says what it was given, in the form that a verdict has.
SCRIPT = """{mark}
import os, sys
TARGET = {target!r}
FOLDER = {folder!r}
TEMPLATE_FILE = {file!r}
BESIDE = ""
place = sys.argv[1]
if place.endswith(".py"):
    text = open(place).read()
else:
    sys.path.insert(0, os.getcwd())
    text = __import__(place, fromlist=["x"]).STATE
status = "FIXED" if "sound" in text else "FAILED"
print(f"{{status}}: {{os.getcwd()}}")
sys.exit({{"FIXED": 0, "FAILED": 1}}[status])
"""


@pytest.fixture
def project(folder):
    """A project with a template, as a file and as a module, and what saves a script for each."""
    (folder / "project" / "pkg").mkdir(parents=True)
    (folder / "project" / "pkg" / "__init__.py").touch()
    for name in ("mine.py", "pkg/data.py"):
        (folder / "project" / name).write_text("STATE = 'broken'\n", encoding="utf-8")

    def save(target, file):
        here = folder / "project"
        script = SCRIPT.format(
            mark=counterexamples.MARK, target=target, folder=str(here), file=str(here / file)
        )
        found = [{"script": script, "property": "contents"}]
        report = {"target": target, "fuzz": {"counterexamples": found}}
        [path] = counterexamples.save(report, str(here / "counterexamples"))
        return path

    return save


TEMPLATES = pytest.mark.parametrize(
    ("target", "file"), [("mine.py", "mine.py"), ("pkg.data", "pkg/data.py")]
)


@TEMPLATES
def test_from_any_folder_it_says_what_the_template_is_now(project, folder, target, file):
    path = project(target, file)
    for place in (folder, folder / "project", folder / "project" / "pkg"):
        os.chdir(place)
        out = invoke("replay", path)
        assert (out.exit_code, out.stdout) == (1, f"FAILED: {folder / 'project'}\n"), out.output
    (folder / "project" / file).write_text("STATE = 'sound'\n", encoding="utf-8")
    os.chdir(folder)
    out = invoke("replay", os.path.relpath(path))
    assert (out.exit_code, out.stdout) == (0, f"FIXED: {folder / 'project'}\n")


@TEMPLATES
def test_a_project_that_moved_is_judged_where_it_is(project, folder, target, file):
    path = project(target, file)
    shutil.copytree(folder / "project", folder / "moved")
    (folder / "moved" / file).write_text("STATE = 'sound'\n", encoding="utf-8")
    moved = folder / "moved" / "counterexamples" / os.path.basename(path)
    assert invoke("replay", moved).stdout == f"FIXED: {folder / 'moved'}\n"
    assert invoke("replay", path).stdout == f"FAILED: {folder / 'project'}\n"


@TEMPLATES
def test_a_template_that_is_gone_is_an_error(project, folder, target, file):
    path = project(target, file)
    (folder / "project" / file).unlink()
    out = invoke("replay", path)
    assert out.exit_code == 3
    assert out.stdout.startswith(f"ERROR: the template is gone: {folder / 'project' / file}")


def test_several_files_each_have_a_line_and_the_worst_is_the_status(project, folder):
    broken = project("mine.py", "mine.py")
    gone = project("pkg.data", "pkg/data.py")
    (folder / "project" / "pkg" / "data.py").unlink()
    out = invoke("replay", broken, gone)
    assert out.exit_code == 1
    assert [line.split(": ")[:2] for line in out.stdout.splitlines()] == [
        [broken, "FAILED"],
        [gone, "ERROR"],
    ]
    (folder / "project" / "mine.py").write_text("sound", encoding="utf-8")
    assert invoke("replay", gone, broken).exit_code == 3


def test_what_is_no_counterexample_keeps_no_other_from_running(project, folder):
    path = project("mine.py", "mine.py")
    out = invoke("replay", "a.py", path)
    assert out.exit_code == 2
    assert "Error: a.py is no counterexample" in out.stderr
    assert f"{path}: FAILED" in out.stdout


def test_a_script_of_an_older_form_is_still_run(project, folder):
    """Those had the path as it was typed, and none of the folder."""
    path = project("mine.py", "mine.py")
    with open(path, encoding="utf-8") as file:
        kept = [
            line
            for line in file.read()
            .replace(str(folder / "project" / "mine.py"), "mine.py")
            .splitlines()
            if not line.startswith(("FOLDER", "BESIDE"))
        ]
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(kept))
    os.chdir(folder / "project")
    assert invoke("replay", path).stdout == f"FAILED: {folder / 'project'}\n"
    os.chdir(folder)
    assert invoke("replay", path).exit_code == 3


def test_replaying_nothing_is_a_wrong_request(folder):
    assert invoke("replay").exit_code == 2
    assert invoke("replay", "absent.py").exit_code == 2


def test_the_parent_imports_no_tensorflow(project, folder):
    path = project("mine.py", "mine.py")
    code = (
        "import sys; from click.testing import CliRunner; from conformance.cli import main;"
        f"out = CliRunner().invoke(main, ['replay', {path!r}]); assert out.exit_code == 1, out;"
        "print('tensorflow' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8")
    assert done.stdout.strip() == "False", done.stderr
