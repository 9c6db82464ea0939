"""``conformance matrix RESULTS``: what a person types and what comes back."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from click.testing import CliRunner

from conformance.cli import main
from tests.matrix.made import ledger, report, write

DATA = (
    {"schema": 1, "verdict": "fails", "reports": [report("2.15.1", {"c": "pass"})]},
    report("2.16.2", {"c": "fail"}),
    ledger("2.16.2", {"a": True}),
)


def invoke(*arguments):
    return CliRunner().invoke(main, ["matrix", *map(str, arguments)])


@pytest.fixture
def results(tmp_path):
    folder = tmp_path / "results"
    folder.mkdir()
    write(folder, *DATA)
    return folder


def test_merging_prints_what_differs_and_exits_0(results):
    out = invoke(results)
    assert out.exit_code == 0
    assert "data: on Keras 3 (from 2.16 on): c is silently wrong; on Keras 2: passes" in out.output


@pytest.mark.parametrize(
    ("name", "start"), [("m.html", "<!doctype html>"), ("m.md", "# What"), ("m.json", "{")]
)
def test_the_format_follows_the_name(results, tmp_path, name, start):
    assert invoke(results, "--output", tmp_path / name).exit_code == 0
    assert (tmp_path / name).read_text(encoding="utf-8").startswith(start)


def test_a_folder_gets_the_three_files(results, tmp_path):
    assert invoke(results, "--output", tmp_path).exit_code == 0
    names = sorted(path.name for path in tmp_path.iterdir() if path.is_file())
    assert names == ["matrix.html", "matrix.json", "matrix.md"]


def test_the_order_of_the_files_does_not_matter(results):
    files = sorted(results.iterdir())
    forwards, backwards = (
        invoke(*order, "--format", "json").output for order in (files, files[::-1])
    )
    assert forwards == backwards
    assert len(json.loads(forwards)["columns"]) == 2


def test_a_bad_file_is_named(results):
    (results / "x.json").write_text('{"schema": 7}', encoding="utf-8")
    out = invoke(results)
    assert out.exit_code == 2
    assert "x.json: expected schema 1, found 7" in out.output


def test_options_of_a_run_are_not_ignored(results):
    out = invoke(results, "--tensorflow", "2.15")
    assert out.exit_code == 2
    assert "--tensorflow goes with --target" in out.output


def test_merging_imports_nothing_heavy(results, tmp_path):
    code = (
        "import sys; from click.testing import CliRunner; from conformance.cli import main; "
        f"out = CliRunner().invoke(main, ['matrix', {str(results)!r}, '-o', {str(tmp_path)!r}]); "
        "assert out.exit_code == 0, out.output; "
        "print([m for m in ('tensorflow', 'keras', 'pytest', 'rich') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
