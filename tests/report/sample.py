"""The sample of the README, from a real run: ``python -m tests.report.sample [--record]``.

It writes the block again from the recorded report beside this file; with ``--record`` that report is
made anew before, which needs TensorFlow.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from conformance.report import render
from conformance.results import Report

TARGET = "tests/field_cases/bad/flat_triple_silent.py"
ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
RECORDED = Path(__file__).with_name("sample.json")
MARK = "<!-- sample: python -m tests.report.sample -->\n"


def recorded() -> Report:
    return Report.from_dict(json.loads(RECORDED.read_text("utf-8")))


def block() -> str:
    """The marked block as it must stand in the README."""
    return f"{MARK}```text\n{render([recorded()], 'text')}\n```\n"


def shown() -> str:
    """The marked block as it stands there."""
    _, mark, rest = README.read_text("utf-8").partition(MARK)
    head, fence, body = rest.partition("```text\n")
    assert mark, "README.md has no mark of the sample"
    assert fence, "README.md has no block after the mark of the sample"
    assert not head, "README.md has text between the mark and the sample"
    return mark + fence + body.partition("\n```\n")[0] + "\n```\n"


def record() -> None:
    command = [sys.executable, "-m", "conformance", "check", TARGET, "--format", "json"]
    out = subprocess.run(command, stdout=subprocess.PIPE, cwd=ROOT, check=False)
    report = Report.from_dict(json.loads(out.stdout))
    text = json.dumps(report.to_dict(), indent=1, ensure_ascii=False)
    RECORDED.write_text(text + "\n", encoding="utf-8")


def main() -> None:
    if "--record" in sys.argv:
        record()
    README.write_text(README.read_text("utf-8").replace(shown(), block()), encoding="utf-8")


if __name__ == "__main__":
    main()
