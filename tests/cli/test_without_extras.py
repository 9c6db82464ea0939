"""The command line of somebody who installed no extra: no pytest, no xdist, no Hypothesis."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from conformance.cli import COMMANDS

ROOT = Path(__file__).resolve().parent.parent.parent
EXTRAS = ("hypothesis", "pytest", "xdist", "_pytest")
BLOCKED = f"import sys; sys.modules.update(dict.fromkeys({EXTRAS!r}))\n"


def run(code, *, cwd):
    return subprocess.run(
        [sys.executable, "-c", BLOCKED + code],
        cwd=str(cwd),
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def command(*arguments):
    return f"from conformance.cli import main; main({list(map(str, arguments))!r})"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_answers_for_its_help(name, tmp_path):
    out = run(command(name, "--help"), cwd=tmp_path)
    assert out.returncode == 0, out.stderr
    assert f"main {name}" in out.stdout or name in out.stdout


def test_what_runs_in_the_child_is_imported_without_them(tmp_path):
    code = "import conformance.run.worker, conformance.run.runner, conformance.watch, conformance.face\n"
    code += "import conformance.observe.stages, conformance.run.script, conformance.run.elsewhere\n"
    code += "from conformance.registry import load; assert len(load()) > 100"
    out = run(code, cwd=tmp_path)
    assert out.returncode == 0, out.stderr


def test_fuzz_says_in_one_line_what_to_install(tmp_path):
    out = run(command("fuzz", "anything.py"), cwd=tmp_path)
    assert out.returncode == 2
    assert out.stderr.splitlines() == [
        "Error: conformance fuzz draws its examples with Hypothesis: pip install hypothesis"
    ]


def test_no_extra_is_a_requirement():
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    block = re.search(r"^dependencies = \[\n(.*?)^\]", text, re.MULTILINE | re.DOTALL)
    assert block is not None
    assert not re.search("hypothesis|pytest", block.group(1))
