"""The Markdown report, for a pull request.

Nothing of a message is taken as Markdown or HTML, nor turned into a link, a mention or a reference
to an issue by the page that shows it.
"""

from __future__ import annotations

import re
from typing import List, Sequence

from conformance.report import content
from conformance.report.safe import one_line, plain
from conformance.results import Report, Result

# What would act within a line, and at the start of one.
ACTIVE = re.compile(r"([\\`*_{}\[\]<>&|~!$#^=])")
OPENS = re.compile(r"^(\s*)(?:([+-])|(\d{1,9})([.)]))(?=\s|$|-)")
# A code span of the kit's own wording; and what GitHub links by itself: addresses, @name, #12.
SPAN = re.compile(r"(?<![`\\])`([^`\n]+)`(?!`)")
LINKED = re.compile(r"\S*(?:://|www\.|@|#\d|mailto:|xmpp:)\S*", re.IGNORECASE)


def render(reports: Sequence[Report], *, verbose: bool = False) -> str:
    if len(reports) == 1:
        return "\n".join(_report(reports[0], verbose, "##")) + "\n"
    lines = [f"## {escape(content.summary(reports))}", ""]
    lines += ["| pipeline | verdict | failed | warned | not judged |", "|---|---|---|---|---|"]
    for report in reports:
        numbers = content.counts(report)
        open_ = sum(numbers[key] for key in ("error", "blocked", "unjudged", "unread", "withheld"))
        row = (numbers["fail"] + numbers["xpass"], numbers["warn"], open_)
        cells = [cell(report.target), content.headline(report), *map(str, row)]
        lines.append(f"| {' | '.join(cells)} |")
    for report in reports:
        lines += ["", *_report(report, verbose, "###")]
    return "\n".join(lines) + "\n"


def _report(report: Report, verbose: bool, level: str) -> List[str]:
    lines = [f"{level} {content.headline(report)}: {code(report.target)}", ""]
    lines += [f"- {escape(line, '  ')}" for line in content.opening(report)]
    level += "#"
    for result in report.findings():
        lines += ["", f"{level} {_title(result)}", "", *_body(result)]
    for which, heading in content.OPEN.items():
        found = content.groups(report, which)
        if found:
            lines += ["", f"{level} {heading[0].upper()}{heading[1:]}", ""]
        for reason, results in found:
            lines += _open(which, reason, results, verbose)
    if verbose:
        lines += _passes(report, level)
        lines += _inapplicable(report, level)
    return lines


def _title(result: Result) -> str:
    return f"{result.status}: {code(content.name(result))} ({escape(content.about(result))})"


def _body(result: Result) -> List[str]:
    details = _details(result)
    if not result.message:
        return details
    return [escape(result.message), *([""] if details else []), *details]


def _open(which: str, reason: str, results: List[Result], verbose: bool) -> List[str]:
    if which not in content.SINGLE:
        limit = None if verbose else content.SHOWN
        return [f"- {escape(content.names(results, limit=limit))}: {escape(reason, '  ')}"]
    lines = [f"- because of {code(reason)}:"] if reason else []
    indent = "  " * len(lines)
    for result in results:
        said = escape(result.message, indent + "  ")
        lines.append(f"{indent}- {code(content.name(result))}: {said}")
        lines += _details(result, indent + "  ") if verbose else []
    return lines


def _details(result: Result, indent: str = "") -> List[str]:
    return [
        f"{indent}- **{name}**: {escape(value, indent + '  ')}"
        for name, value in content.details(result)
    ]


def _passes(report: Report, level: str) -> List[str]:
    results = content.passed(report)
    lines = ["", f"{level} Holds", ""] if results else []
    for result in results:
        said = escape(result.compared or result.title, "  ")
        lines.append(f"- {code(content.name(result))}: {said}")
    return lines


def _inapplicable(report: Report, level: str) -> List[str]:
    found = content.groups(report, "not-applicable")
    lines = ["", f"{level} Does not apply", ""] if found else []
    for reason, results in found:
        lines.append(f"- {escape(content.names(results, limit=None))}: {escape(reason, '  ')}")
    return lines


def escape(text: object, indent: str = "") -> str:
    """Text that stays text; lines stay lines, those after the first behind ``indent``."""
    lines = [line.strip() for line in plain(text).expandtabs(4).split("\n")]
    return f"  \n{indent}".join(_line(line) for line in lines if line)


def _line(line: str) -> str:
    """One line: code spans as they are, all else as text."""
    out, at = [], 0
    for match in SPAN.finditer(line):
        out += [_words(line[at : match.start()]), code(match.group(1))]
        at = match.end()
    out.append(_words(line[at:]))
    return "".join(out)


def _words(text: str) -> str:
    """Text without code spans: what would become a link becomes code."""
    out, at = [], 0
    for match in LINKED.finditer(text):
        out += [_escaped(text[at : match.start()]), code(match.group())]
        at = match.end()
    out.append(_escaped(text[at:]))
    return "".join(out)


def _escaped(text: str) -> str:
    return OPENS.sub(r"\1\3\\\2\4", ACTIVE.sub(r"\\\1", text))


def code(text: object) -> str:
    """Text as a code span, on one line."""
    words = one_line(text)
    longest = max(map(len, re.findall("`+", words)), default=0)
    fence = "`" * (longest + 1)
    edge = " " if words.startswith("`") or words.endswith("`") or not words else ""
    return f"{fence}{edge}{words}{edge}{fence}"


def cell(text: object) -> str:
    """The same for a cell of a table, which a bar would end: then every sign by its number."""
    words = one_line(text)
    if "|" not in words:
        return code(words)
    return re.sub(r"[^\w ]", lambda match: f"&#{ord(match.group())};", words)
