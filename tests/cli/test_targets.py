"""Targets that lead nowhere: the nearest that exists is named, and nothing is imported for it."""

from __future__ import annotations

import sys

import click
import pytest

from conformance.cli import _targets
from conformance.run import supervisor

LOUD = "raise SystemExit('this was imported')\n"


@pytest.fixture
def project(folder):
    """my_project/{__init__,data,sub/__init__,sub/deep}.py, each of which ends who imports it."""
    for place in ("my_project/sub", "scripts", "nothing"):
        (folder / place).mkdir(parents=True, exist_ok=True)
    for name in ("__init__", "data", "sub/__init__", "sub/deep"):
        (folder / "my_project" / f"{name}.py").write_text(
            LOUD + "def make_dataset(): ...\nCOUNT = 3\n", encoding="utf-8"
        )
    (folder / "scripts" / "train.py").write_text("def make_dataset(): ...\n", encoding="utf-8")
    (folder / "notes.txt").write_text("", encoding="utf-8")
    return folder


def test_a_package_goes_on_as_it_is_so_that_its_report_says_what_was_passed_over(project):
    (project / "my_project" / "__init__.py").write_text("", encoding="utf-8")
    (project / "my_project" / "helpers.py").write_text("", encoding="utf-8")
    assert _targets.sorted_out(["my_project"]) == (["my_project"], [])
    jobs = supervisor._jobs([{"target": "my_project"}])
    assert jobs[0].target["target"] == "my_project.data"
    assert jobs[0].notes == ["passed over, without a pipeline: my_project.helpers"]


@pytest.mark.parametrize(
    ("target", "message"),
    [
        (".", "'.' is a folder: give a file in it that defines make_dataset: a.py, b.py"),
        ("..", "'..' is a folder"),
        ("scripts/", "give a file in it that defines make_dataset: scripts/train.py"),
        ("nothing/", "no file in it defines make_dataset: give package.module:name"),
        ("my_project/", "my_project/__init__.py, my_project/data.py"),
        ("my_projct.sub.data", "no module named 'my_projct.sub.data'; did you mean 'my_project'?"),
        ("my_project.dta", "did you mean 'my_project.data'?"),
        ("my_project.sub.deap", "did you mean 'my_project.sub.deep'?"),
        ("my_project.sub.deep.further", "no module named 'my_project.sub.deep.further'"),
        ("my_project.data.make_dataset", "did you mean 'my_project.data:make_dataset'?"),
        ("my_project.data.COUNT", "did you mean 'my_project.data:COUNT'?"),
        ("my_project.data.make_datset", "did you mean 'my_project.data:make_dataset'?"),
        ("my_project.dat:make_dataset", "did you mean 'my_project.data'?"),
        ("", "'' is no target"),
        ("  ", "is no target"),
        ("a\0b", "is no target"),
        ("notes.txt", "no module named 'notes.txt'"),
        ("a b", "'a b' is no target: give package.module:name or path/to/file.py:name"),
        ("...", "'...' is no target"),
        ("--x", "'--x' is no target"),
    ],
)
def test_the_nearest_that_exists_is_named(project, target, message):
    before = set(sys.modules), list(sys.path)
    with pytest.raises(click.UsageError) as caught:
        _targets.look(target)
    assert message in caught.value.message
    assert "\n" not in caught.value.message
    assert (set(sys.modules), sys.path) == before


@pytest.mark.parametrize(
    "target",
    ["my_project", "scripts", "my_project.data", "my_project.data:make_dataset", "my_project.sub.deep:x",
     "a.py", "a.py:make_dataset", "scripts/train.py", "json.decoder", None],
)  # fmt: skip
def test_what_may_be_one_is_let_through(project, target):
    _targets.look(target)


def test_what_is_left_of_a_name(project):
    assert _targets.located("my_project.sub.deep.a.b")[1] == ["a", "b"]
    assert _targets.located("my_project.sub")[1] == []
    assert _targets.located("not_here.at.all") == (None, ["not_here", "at", "all"])
