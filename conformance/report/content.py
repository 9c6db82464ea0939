"""What a report says, in the order in which every format says it.

A format sets these sentences and lists; none of them counts, groups or words anything by itself, so
that no format knows more than another.
"""

from __future__ import annotations

import os
import re
from typing import Dict, Iterable, List, NamedTuple, Optional, Sequence, Tuple

from conformance.report.safe import one_line, plain
from conformance.results import TRAINING, UNREAD, WITHHELD, Report, Result, verdict_of_all
from conformance.wording import short_frame

VERDICTS = {"conforms": "CONFORMS", "fails": "DOES NOT CONFORM", "incomplete": "INCOMPLETE"}
PARTLY = "CONFORMS as far as read"
LABELS = {"fail": "FAIL", "error": "ERROR", "xpass": "XPASS", "warn": "warn"}
# How a question stands: the words after its number (one, several). Each result counts in one only.
STANDINGS: Dict[str, Tuple[str, str]] = {
    "pass": ("holds", "hold"),
    "fail": ("failed", "failed"),
    "error": ("in error", "in error"),
    "xpass": ("passed unexpectedly", "passed unexpectedly"),
    "warn": ("warned", "warned"),
    "blocked": ("not judged because of another", "not judged because of another"),
    "unjudged": ("not judged", "not judged"),
    "xfail": ("failed as expected", "failed as expected"),
    UNREAD: ("unread", "unread"),
    WITHHELD: ("withheld", "withheld"),
    "not-applicable": ("does not apply", "do not apply"),
}
# The lists after the findings, in this order, each with its heading.
OPEN = {
    "blocked": "not judged because of another finding",
    "unjudged": "not judged",
    UNREAD: "unread",
    WITHHELD: "withheld",
    "xfail": "failed as expected",
}
# Standings of what was found: those lead to a line of the user's.
FOUND = ("fail", "error", "xpass", "warn", "blocked", "xfail")
# Of these each says something of its own; the others share a reason.
SINGLE = ("blocked", "xfail")
DETAILS = ("where", "line", "expected", "actual", "fix")
SHOWN = 6  # names in a list that is cut short unless everything is asked for
LINE = re.compile(r"^(?P<file>.*):(?P<line>\d+)(?: in (?P<name>.*))?$", re.DOTALL)
IN_TEXT = re.compile(r"(?P<file>[\w./\\-]+\.py):(?P<line>\d+)")


class Group(NamedTuple):
    """Results that share one reason."""

    reason: str
    results: List[Result]


class Place(NamedTuple):
    """A line of the user's own code."""

    file: str
    line: int


def headline(report: Report) -> str:
    """The verdict in words; what was read in part only conforms as far as that."""
    return PARTLY if report.conforms and not report.whole else VERDICTS[report.verdict]


def headline_of_all(reports: Sequence[Report]) -> str:
    verdict = verdict_of_all(reports)
    partly = verdict == "conforms" and not all(report.whole for report in reports)
    return PARTLY if partly else VERDICTS[verdict]


def summary(reports: Sequence[Report]) -> str:
    """The verdict on everything, in one line."""
    words = headline_of_all(reports)
    if len(reports) == 1:
        return f"{words}: {one_line(reports[0].target)}"
    good = sum(report.conforms for report in reports)
    return f"{words}: {good} of {len(reports)} pipelines conform"


def opening(report: Report) -> List[str]:
    """What stands below the verdict: the counts, what was read, and what a reader must know."""
    lines = [questions(report)]
    if report.interrupted or report.ended:
        how = f" ({plain(report.ended)})" if report.ended and report.interrupted else ""
        lines.append(f"ended early{how}: {plain(report.interrupted or report.ended)}")
    lines += [plain(reading) for reading in report.readings]
    return lines + [plain(note) for note in report.notes]


def questions(report: Report) -> str:
    """``41 of 150 questions apply; 40 hold, 1 failed``: what follows adds up to the first number."""
    numbers = counts(report)
    numbers.pop("not-applicable")
    parts = [
        f"{number} {STANDINGS[standing][number != 1]}"
        for standing, number in numbers.items()
        if number or standing == "pass"
    ]
    applying = report.applicable
    verb = "applies" if applying == 1 else "apply"
    noun = "question" if len(report.results) == 1 else "questions"
    return f"{applying} of {len(report.results)} {noun} {verb}; {', '.join(parts)}"


def counts(report: Report) -> Dict[str, int]:
    """How many questions stand how."""
    numbers = dict.fromkeys(STANDINGS, 0)
    for result in report.results:
        numbers[standing(result)] += 1
    return numbers


def standing(result: Result) -> str:
    """How a question stands: one key of STANDINGS."""
    if result.status == "skip":
        return result.kind if result.kind in (UNREAD, WITHHELD) else "not-applicable"
    if result.status == "blocked":
        return "blocked" if result.because else "unjudged"
    return result.status


def groups(report: Report, which: str) -> List[Group]:
    """The results of one standing by their reason: that of a blocked one is its cause."""
    reasons: Dict[str, List[Result]] = {}
    for result in report.results:
        if standing(result) == which:
            reason = result.because if which in SINGLE else result.message
            reasons.setdefault(plain(reason), []).append(result)
    return [Group(reason, results) for reason, results in reasons.items()]


def passed(report: Report) -> List[Result]:
    return [result for result in report.results if result.status == "pass"]


def names(results: Iterable[Result], *, limit: Optional[int] = SHOWN) -> str:
    """``a, b and 4 more``."""
    every = [name(result) for result in results]
    shown = every if limit is None or len(every) <= limit else every[:limit]
    more = len(every) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more else "")


def name(result: Result) -> str:
    """The check, and the part of the data where that is not the training data."""
    check = one_line(result.check)
    return check if result.part in ("", TRAINING) else f"{check} ({one_line(result.part)})"


def about(result: Result) -> str:
    """The group of a finding, and whose fault it is where that is not the pipeline."""
    other = f", {result.blame}" if result.blame and result.blame != "pipeline" else ""
    return one_line(result.group + other)


def details(result: Result) -> List[Tuple[str, str]]:
    """The named details that are there, in their order."""
    values = {**vars(result), "line": own_line(result)}
    return [(key, plain(values[key])) for key in DETAILS if values[key] not in ("", None)]


def told(result: Result) -> str:
    """All that a finding says, a line each; whoever shows it wraps it."""
    lines = [f"{key}: {value}" for key, value in details(result)]
    return "\n".join([plain(result.message), *lines] if result.message else lines)


def own_line(result: Result) -> str:
    """The user's innermost line as ``path.py:12 in name``, unless ``where`` says it already."""
    if not result.frames:
        return ""
    shown = short_frame(str(result.frames[-1]))
    return "" if shown.split(" in ")[0] in str(result.where) else shown


def environment(report: Report) -> str:
    """``TensorFlow 2.21.0, Keras 3.15.1, Python 3.11.7, cpu``, as far as it is known."""
    known = report.environment
    words = (
        ("tensorflow", "TensorFlow "),
        ("keras", "Keras "),
        ("python", "Python "),
        ("device", ""),
    )
    parts = [f"{word}{one_line(known[key])}" for key, word in words if known.get(key)]
    backend = known.get("backend")
    if backend and backend != "tensorflow":
        parts.append(f"backend {one_line(backend)}")
    return ", ".join(parts)


def place(result: Result, report: Report) -> Optional[Place]:
    """The user's line a finding points at, else the first line of the target's file."""
    for frame in reversed(result.frames):
        match = LINE.match(str(frame))
        if match:
            return Place(match["file"], int(match["line"]))
    file = file_of(report.target)
    match = IN_TEXT.search(str(result.where))
    if match and (file is None or os.path.basename(match["file"]) == os.path.basename(file)):
        return Place(file or match["file"], int(match["line"]))
    return Place(file, 1) if file else None


def file_of(target: str) -> Optional[str]:
    """The file of a target, looked for from the working folder; nothing is imported."""
    head = re.sub(r":[^:/\\]*$", "", str(target))
    if head.endswith((".py", ".ipynb")):
        return head
    stem = head.replace(".", "/")
    for path in (f"{stem}.py", f"src/{stem}.py", f"{stem}/__init__.py"):
        try:
            if re.match(r"[\w/]+$", stem) and os.path.isfile(path):
                return path
        except (OSError, ValueError):  # no name of a file on this system
            return None
    return None
