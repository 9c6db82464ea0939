"""The Markdown report, for a pull request."""

from __future__ import annotations

from typing import Sequence

from conformance.report.text import VERDICTS
from conformance.results import Report, verdict_of_all


def render(reports: Sequence[Report]) -> str:
    lines = [f"## {VERDICTS[verdict_of_all(reports)]}", ""]
    lines += ["| pipeline | verdict | failed | warned | not judged |", "|---|---|---|---|---|"]
    for report in reports:
        open_ = report.count("blocked") + report.count("error")
        row = (
            f"`{report.target}`",
            report.verdict,
            report.count("fail"),
            report.count("warn"),
            open_,
        )
        lines.append("| " + " | ".join(str(cell) for cell in row) + " |")
    for report in reports:
        for result in report.findings():
            lines += ["", f"### {result.status}: `{result.check}` in `{report.target}`", ""]
            lines.append(escape(result.message))
            for name in ("where", "expected", "actual", "fix"):
                value = getattr(result, name)
                if value:
                    lines.append(f"- **{name}**: {escape(value)}")
    return "\n".join(lines) + "\n"


def escape(text: str) -> str:
    """Text that stays text, inside a table as well."""
    return text.replace("<", "&lt;").replace("|", "\\|")
