"""A new check: what is refused, and that what is made fails usefully."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from conformance.scaffold import ROOT, texts, write
from conformance.scaffold.__main__ import main

MADE = [
    "conformance/checks/values/made_up.py",
    "conformance/zoo/values/made_up.py",
    "tests/checks/values/test_made_up.py",
]


@pytest.fixture
def project(tmp_path):
    (tmp_path / "tests" / "checks").mkdir(parents=True)
    return tmp_path


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("value/made-up", "no group is named 'value'.*values"),
        ("made-up", "no group is named 'made-up'"),
        ("values/", "'' is no name of a check"),
        ("values/Made_Up", "is no name of a check"),
        ("values/../made-up", "is no name of a check"),
        ("values/pass", "is no name of a check"),
        ("values/not-finite", "'not-finite' is taken: a check of values"),
        ("wiring/not-finite", "'not-finite' is taken: a check of values"),
    ],
)
def test_what_cannot_be_a_check_is_refused_and_nothing_written(project, target, message):
    with pytest.raises(ValueError, match=message):
        write(target, project)
    assert [p for p in project.rglob("*") if p.is_file()] == []


def test_a_file_that_is_there_is_kept(project):
    page = project / MADE[1]
    page.parent.mkdir(parents=True)
    page.write_text("mine", encoding="utf-8")
    with pytest.raises(ValueError, match=r"made_up\.py is there already"):
        write("values/made-up", project)
    assert page.read_text(encoding="utf-8") == "mine"
    assert not (project / MADE[0]).exists()


def test_outside_a_checkout_nothing_is_written(tmp_path):
    with pytest.raises(ValueError, match="no checkout of the project"):
        write("values/made-up", tmp_path)


def test_three_files_are_written(project):
    assert write("values/made-up", project) == MADE
    assert all((project / path).is_file() for path in MADE)


def test_the_page_has_the_headings_that_every_page_has():
    page = texts("values", "made-up")[MADE[1]]
    for heading in ("Why it matters:", "What to look at:", "When to ignore it:"):
        assert heading in page


def test_the_command_refuses_in_one_line(capsys):
    assert main(["nowhere/made-up"]) == 2
    assert main([]) == 2
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 2
    assert "GROUP/NAME" in said[1]


@pytest.mark.slow
def test_in_a_copy_of_the_project_each_file_fails_by_name_until_it_is_filled_in(tmp_path):
    for name in ("conformance", "tests", "reference_pipelines", "conftest.py", "pyproject.toml"):
        kept_out = shutil.ignore_patterns("__pycache__", "field_cases")
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        more = {"ignore": kept_out} if (ROOT / name).is_dir() else {}
        copy(str(ROOT / name), str(tmp_path / name), **more)

    def python(*arguments):
        env = {**os.environ, "PYTHONPATH": str(tmp_path)}
        command = [sys.executable, "-m", *arguments]
        return subprocess.run(
            command, cwd=str(tmp_path), env=env, stdout=subprocess.PIPE, text=True
        )

    made = python("conformance.scaffold", "values/made-up")
    assert made.returncode == 0
    assert made.stdout.splitlines()[:3] == MADE
    assert python("conformance.scaffold", "values/made-up").returncode == 2
    # The guides are not copied, so what is asked of them is left out.
    asked = ("-k", "not guide and not every_room", "tests/test_architecture.py", MADE[2])
    tests = python("pytest", "-q", "-p", "no:cacheprovider", *asked)
    failed = {line for line in tests.stdout.splitlines() if line.startswith("FAILED")}
    assert tests.returncode == 1, tests.stdout
    assert len([line for line in failed if "test_made_up.py" in line]) == 3, tests.stdout
    left = [line for line in failed if "test_made_up.py" not in line]
    assert len(left) == 1, tests.stdout  # the files stand where they must, and are not filled in
    assert "test_nothing_is_left_to_be_filled_in" in left[0]
    judged = python(
        "pytest", "-q", "-p", "no:cacheprovider", "tests/test_zoo.py", "-k", "made-up and page"
    )
    assert "1 passed" in judged.stdout, judged.stdout


def test_the_check_itself_says_what_to_write():
    scope: dict = {}
    source = texts("values", "made-up")[MADE[0]].replace('"made-up",\n', '"made-up-for-a-test",\n')
    from conformance import registry

    try:
        exec(compile(source, "made_up.py", "exec", dont_inherit=True), scope)
        with pytest.raises(NotImplementedError, match="made-up: return a Finding"):
            scope["made_up"](elements=None, limits=None)
    finally:
        registry._CHECKS.pop("made-up-for-a-test", None)


def test_the_root_is_that_of_the_project():
    assert (Path(ROOT) / "pyproject.toml").is_file()
