"""The sample of the README is what a recorded run of that pipeline shows."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from conformance.results import Report
from tests.report import sample


def test_the_readme_shows_the_recorded_report():
    assert sample.shown() == sample.block(), "run python -m tests.report.sample"


def test_the_recorded_pipeline_is_there_and_fails():
    report = sample.recorded()
    assert (sample.ROOT / report.target).is_file()
    assert [result.check for result in report.findings()] == ["third-element"]


@pytest.mark.slow
def test_a_run_of_today_finds_the_same():
    command = [sys.executable, "-m", "conformance", "check", sample.TARGET, "--format", "json"]
    out = subprocess.run(command, stdout=subprocess.PIPE, cwd=sample.ROOT, check=False)
    assert out.returncode == 1
    today = Report.from_dict(json.loads(out.stdout))
    assert _findings(today) == _findings(sample.recorded())


def _findings(report: Report):
    return [(r.check, r.status, r.where, r.expected, r.fix) for r in report.findings()]
