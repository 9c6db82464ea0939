"""Annotations for GitHub Actions: each finding at the user's line, in the log of the step.

Every line is a command, so that no text of a pipeline can begin one of its own.
"""

from __future__ import annotations

from typing import Dict, List, Sequence

from conformance.report import content
from conformance.report.safe import one_line, plain
from conformance.results import Report, Result

LEVELS = {"fail": "error", "xpass": "error", "error": "error", "warn": "warning"}
VERDICTS = {"conforms": "notice", "fails": "error", "incomplete": "error"}


def render(reports: Sequence[Report], *, verbose: bool = False) -> str:
    """The verdict on each pipeline, what was found, what was not judged; one command a line."""
    lines = [line for report in reports for line in _report(report, verbose)]
    if len(reports) > 1:
        verdict = content.verdict_of_all(reports)
        lines.insert(0, command(VERDICTS[verdict], content.summary(reports)))
    return "\n".join(lines)


def _report(report: Report, verbose: bool) -> List[str]:
    file = content.file_of(report.target)
    title = f"{content.headline(report)}: {report.target}"
    text = "\n".join(content.opening(report))
    lines = [command(VERDICTS[report.verdict], text, title=title, file=file or "")]
    lines += [_finding(result, report, LEVELS[result.status]) for result in report.findings()]
    for which, heading in content.OPEN.items():
        for reason, results in content.groups(report, which):
            if which in content.SINGLE:
                lines += [_finding(result, report, "notice", heading) for result in results]
            else:
                names = content.names(results, limit=None if verbose else content.SHOWN)
                lines.append(command("notice", f"{names}: {reason}", title=heading))
    if verbose:
        lines += [_passed(result) for result in content.passed(report)]
        for reason, results in content.groups(report, "not-applicable"):
            names = content.names(results, limit=None)
            lines.append(command("debug", f"does not apply: {names}: {reason}"))
    return lines


def _finding(result: Result, report: Report, level: str, heading: str = "") -> str:
    cause = f", {result.because}" if result.because else ""
    title = f"{content.name(result)}{': ' if heading else ''}{heading}{cause}"
    found = content.place(result, report)
    where = {"file": found.file, "line": str(found.line)} if found else {}
    return command(level, content.told(result), title=title, **where)


def _passed(result: Result) -> str:
    """Shown in the log where debugging of the step is on."""
    return command("debug", f"holds: {content.name(result)}: {result.compared or result.title}")


def command(level: str, message: str, **properties: str) -> str:
    """``::error file=train.py,line=12,title=not-finite::3 values are NaN``."""
    given: Dict[str, str] = {key: value for key, value in properties.items() if value}
    listed = ",".join(f"{key}={_property(value)}" for key, value in given.items())
    return f"::{level}{' ' if listed else ''}{listed}::{_data(plain(message))}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(one_line(text)).replace(":", "%3A").replace(",", "%2C")
