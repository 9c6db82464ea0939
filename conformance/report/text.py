"""The text report."""

from __future__ import annotations

import textwrap
from typing import List, Sequence

from conformance.results import Report, Result, verdict_of_all

LABELS = {"fail": "FAIL", "error": "ERROR", "xpass": "XPASS", "warn": "warn"}
VERDICTS = {"conforms": "CONFORMS", "fails": "DOES NOT CONFORM", "incomplete": "INCOMPLETE"}
DETAILS = ("where", "expected", "actual", "fix")
WIDTH = 96


def render(reports: Sequence[Report], *, verbose: bool = False) -> str:
    """The reports as plain text: verdict, findings with their details, what was not judged."""
    blocks = [_block(report, verbose) for report in reports]
    if len(reports) > 1:
        good = sum(report.conforms for report in reports)
        overall = VERDICTS[verdict_of_all(reports)]
        blocks.append(f"\n{overall}: {good} of {len(reports)} pipelines conform")
    return "\n".join(block + "\n" * ("\n" in block.strip()) for block in blocks).rstrip()


def _block(report: Report, verbose: bool) -> str:
    lines = [_headline(report)]
    for result in report.findings():
        lines += ["", *_finding(result)]
    lines += _unjudged(report, verbose)
    return "\n".join(lines)


def _headline(report: Report) -> str:
    counts = [
        f"{report.count(status)} {word}"
        for status, word in (
            ("fail", "failed"),
            ("error", "in error"),
            ("xpass", "passed unexpectedly"),
            ("warn", "warned"),
            ("xfail", "failed as expected"),
            ("blocked", "blocked"),
            ("skip", "not applicable"),
            ("pass", "passed"),
        )
        if report.count(status)
    ]
    line = f"{VERDICTS[report.verdict]}  {report.target}  ({', '.join(counts)}; {report.seconds:.1f} s)"
    return line + (f"\n  ended early: {report.interrupted}" if report.interrupted else "")


def one(result: Result) -> str:
    """One finding with its details."""
    return "\n".join(_finding(result))


def _finding(result: Result) -> List[str]:
    label = LABELS.get(result.status, result.status)
    blame = f", {result.blame}" if result.blame and result.blame != "pipeline" else ""
    lines = [f"  {label}  {result.check}  ({result.group}{blame})"]
    lines += _wrap(result.message, "    ")
    for name in DETAILS:
        value = getattr(result, name)
        if value:
            lines += _wrap(value, f"    {name + ':':<10}", " " * 14)
    return lines


def _wrap(text: str, first: str, rest: str = "    ") -> List[str]:
    out: List[str] = []
    for i, line in enumerate(text.splitlines() or [""]):
        lead = first if i == 0 else rest
        out += textwrap.wrap(line, WIDTH, initial_indent=lead, subsequent_indent=rest) or [lead]
    return out


def _unjudged(report: Report, verbose: bool) -> List[str]:
    """Blocked checks and, when verbose, what did not apply, grouped by their reason."""
    lines: List[str] = []
    for status in ("blocked", "skip", "xfail") if verbose else ("blocked", "xfail"):
        reasons: dict = {}
        for result in report.results:
            if result.status == status:
                reasons.setdefault(result.message, []).append(result.check)
        for reason, names in reasons.items():
            shown = ", ".join(names[:6]) + (f" and {len(names) - 6} more" if len(names) > 6 else "")
            lines += ["", *_wrap(f"{status}: {shown}: {reason}", "  ", "    ")]
    return lines
