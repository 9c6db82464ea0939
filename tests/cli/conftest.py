"""A folder with one pipeline, and a supervisor that answers at once."""

from __future__ import annotations

import pytest

from conformance.run import supervisor
from tests.cli.made import report


class Answers:
    """Stands in for the supervisor: keeps what it was asked, and answers with hand-made reports."""

    def __init__(self):
        self.asked = None
        self.make = report
        self.raises = None

    def __call__(self, targets, *, options, progress=None, **more):
        self.asked = {"targets": targets, "options": options, **more}
        reports = []
        for target in targets:
            progress("stage", (target["target"], "load"))
            reports.append(self.make(target["target"]))
            if options.get("profile"):
                reports[-1].profile = {"environment": {}, "parts": {}, "files": {}}
            progress("report", reports[-1])
        if self.raises is not None:
            raise self.raises
        return reports


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The working folder, with a.py and b.py in it."""
    for name in "ab":
        (tmp_path / f"{name}.py").write_text("def make_dataset(): ...\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def answers(folder, monkeypatch):
    stub = Answers()
    monkeypatch.setattr(supervisor, "supervise", stub)
    return stub
