"""Importing a module must not train, and afterwards fit is as it was."""

from __future__ import annotations

import sys
import types

import pytest

from conformance.run import importing


class Model:
    def fit(self):
        return "trained"


@pytest.fixture
def library(monkeypatch):
    module = types.ModuleType("a_trainer")
    module.Model = Model
    monkeypatch.setitem(sys.modules, "a_trainer", module)
    monkeypatch.setattr(importing, "TRAINERS", {"a_trainer": "Model", "late_trainer": "Model"})


def test_fit_is_refused_and_then_put_back(library):
    with pytest.raises(importing.Trains, match=r"test_importing.py:\d+"), importing.untrained():
        Model().fit()
    assert Model().fit() == "trained"


def test_a_library_that_is_imported_meanwhile_is_watched_as_well(library, tmp_path, monkeypatch):
    (tmp_path / "late_trainer.py").write_text("class Model:\n    def fit(self): return 1\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    before = list(sys.meta_path)
    with importing.untrained():
        late_trainer = __import__("late_trainer")
        with pytest.raises(importing.Trains):
            late_trainer.Model().fit()
    assert late_trainer.Model().fit() == 1
    assert sys.meta_path == before
    del sys.modules["late_trainer"]
