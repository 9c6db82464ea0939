"""Modules are found and read without being run."""

from __future__ import annotations

import sys

import pytest

from conformance.run import found
from conformance.run.subject import TargetError, members, members_of


@pytest.fixture
def package(tmp_path, monkeypatch):
    root = tmp_path / "some_project_here"
    (root / "inner").mkdir(parents=True)
    bad = "raise SystemExit(0)\n"
    (root / "__init__.py").write_text(bad)
    (root / "inner" / "__init__.py").write_text(bad)
    (root / "data.py").write_text(bad + "def make_dataset(): pass\n")
    (root / "inner" / "more.py").write_text(bad + "from somewhere import make_dataset\n")
    (root / "helpers.py").write_text(bad + "# make_dataset is not here\n")
    (root / "_private.py").write_text("def make_dataset(): pass\n")
    monkeypatch.chdir(tmp_path)
    return "some_project_here"


def test_a_package_is_its_modules_with_a_pipeline_and_none_is_imported(package):
    targets, passed_over = members_of(package)
    assert targets == [f"{package}.data", f"{package}.inner.more"]
    assert passed_over == [f"{package}.helpers"]
    assert not [name for name in sys.modules if name.startswith(package)]


def test_a_module_stands_for_itself_and_is_not_imported(package):
    assert members(f"{package}.helpers") == [f"{package}.helpers"]
    assert members(f"{package}.data:make_dataset") == [f"{package}.data:make_dataset"]
    assert not [name for name in sys.modules if name.startswith(package)]


@pytest.mark.parametrize("name", ["some_project_her", "some_project_here.dta", "json.decoder.x"])
def test_what_is_not_there_is_refused(package, name):
    with pytest.raises(TargetError, match="no module named"):
        members(name)


@pytest.mark.parametrize(
    ("text", "may"),
    [
        ("def make_dataset(): pass", True),
        ("if True:\n    make_dataset = 1", True),
        ("from a import b as make_dataset", True),
        ("from a import *", True),
        ("def broken(:", True),
        ("print(make_dataset)", False),
        ("'make_dataset'", False),
    ],
)
def test_whether_a_module_may_hold_a_name(tmp_path, monkeypatch, text, may):
    (tmp_path / "one_such_module.py").write_text(text)
    monkeypatch.chdir(tmp_path)
    spec = found.spec_of("one_such_module")
    assert found.may_hold(spec, "make_dataset") is may


def test_the_likely_name_has_the_word():
    assert found.likely(["data", "train_ds"], found.TRAINING_NAMES) == "train_ds"
    assert found.likely(["constraint"], found.TRAINING_NAMES) is None


def test_functions_that_may_build_data_are_proposed_those_for_training_first():
    from types import ModuleType

    module = ModuleType("several")
    code = """
def make_test_dataset(): ...
def make_train_dataset(batch=4): ...
def load_data(path): ...
def dataset_of(path, *, size): ...
def _input_data(): ...
def plot(): ...
"""
    exec(code, module.__dict__)
    assert found.builders(module) == ["make_train_dataset", "make_test_dataset"]
