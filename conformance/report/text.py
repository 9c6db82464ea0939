"""The text report: as wide and coloured as the terminal it goes to, plain everywhere else."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Any, List, Optional, Sequence, Tuple

from conformance.report import content
from conformance.report.content import LABELS, VERDICTS
from conformance.report.safe import one_line, plain
from conformance.results import Report, Result

if TYPE_CHECKING:  # rich is not loaded before something is shown
    from rich.text import Text

__all__ = ["LABELS", "VERDICTS", "one", "render"]

WIDTH = 100  # where no terminal says how wide it is
NARROW = 72  # below, a detail's further lines do not hang under its first word
LEAST = 24
STYLES = {
    "conforms": "bold green",
    "fails": "bold red",
    "incomplete": "bold yellow",
    "fail": "bold red",
    "error": "bold red",
    "xpass": "bold red",
    "warn": "bold yellow",
    "name": "bold",
    "aside": "dim",
    "fix": "green",
}


def render(
    reports: Sequence[Report], *, verbose: bool = False, stream: Optional[IO[str]] = None
) -> str:
    """Verdict, how the questions stand, findings with their details, what was not judged.

    Args:
        reports: one a pipeline.
        verbose: also what each pass compared and what did not apply.
        stream: where the text goes; only a terminal has a width and colours of its own.
    """
    from rich.console import Console

    console = Console(file=stream, legacy_windows=False) if stream is not None else None
    shown = console if console is not None and console.is_terminal else None
    page = _Page(max(LEAST, shown.width) if shown is not None else WIDTH)
    several = len(reports) > 1
    if several:
        page.overall(reports)
    for report in reports:
        page.report(report, verbose, spaced=several)
    if several:
        page.overall(reports)
    while page.lines and not page.lines[-1].plain:
        page.lines.pop()
    if shown is None or shown.no_color or shown.color_system is None:
        return "\n".join(line.plain for line in page.lines)
    with shown.capture() as captured:
        for line in page.lines:
            shown.print(line, soft_wrap=True, highlight=False)
    return captured.get()[:-1]


def one(result: Result) -> str:
    """One finding with its details."""
    page = _Page(WIDTH)
    page.finding(result)
    return "\n".join(line.plain for line in page.lines)


class _Page:
    """Lines of a given width, written from top to bottom."""

    def __init__(self, width: int):
        from rich.console import Console

        self.width = width
        self.lines: List[Text] = []
        self.console = Console(width=width)  # only measures; nothing is printed to it

    def write(self, *parts: Tuple[str, str], first: str = "", rest: str = "") -> None:
        """Add text in styles: the first line behind ``first``, all others behind ``rest``."""
        from rich.text import Text

        text = Text()
        for words, style in parts:
            text.append(words.expandtabs(4), STYLES.get(style, style))
        lead = first
        for line in text.split("\n", allow_blank=True):
            # A lead wider than the page's half leaves no room: then the text starts below it.
            room = max(self.width - max(len(first), len(rest)), LEAST // 2)
            for piece in line.wrap(self.console, room, overflow="fold") or [Text()]:
                piece.rstrip()
                self.lines.append(Text(lead) + piece if piece.plain else Text(lead.rstrip()))
                lead = rest

    def gap(self) -> None:
        if self.lines and self.lines[-1].plain:
            self.write(("", ""))

    def overall(self, reports: Sequence[Report]) -> None:
        self.gap()
        verdict, _, rest = content.summary(reports).partition(":")
        self.write((verdict, content.verdict_of_all(reports)), (f":{rest}", ""), rest="  ")
        self.gap()

    def report(self, report: Report, verbose: bool, *, spaced: bool) -> None:
        self.write(
            (content.headline(report), report.verdict),
            (f"  {one_line(report.target)}", "name"),
            (f"  ({report.seconds:.1f} s)", "aside"),
            rest="  ",
        )
        for line in content.opening(report):
            self.write((line, ""), first="  ", rest="    ")
        length = len(self.lines)
        for result in report.findings():
            self.gap()
            self.finding(result)
        for which in content.OPEN:
            self.open(report, which, verbose)
        if verbose:
            self.passes(report)
            self.inapplicable(report)
        if spaced and len(self.lines) > length:
            self.gap()

    def finding(self, result: Result, indent: str = "  ") -> None:
        label = LABELS.get(result.status, result.status)
        self.write(
            (label, result.status),
            (f"  {content.name(result)}", "name"),
            (f"  ({content.about(result)})", "aside"),
            first=indent,
            rest=indent + "  ",
        )
        self.body(result, indent + "  ")

    def body(self, result: Result, indent: str) -> None:
        """The message and the details of a finding."""
        if result.message:
            self.write((plain(result.message), ""), first=indent, rest=indent)
        hanging = indent + " " * (10 if self.width >= NARROW else 2)
        for name, value in content.details(result):
            label = f"{name + ':':<9} " if self.width >= NARROW else f"{name}: "
            style = "fix" if name == "fix" else ""
            self.write((label, "aside"), (value, style), first=indent, rest=hanging)

    def open(self, report: Report, which: str, verbose: bool) -> None:
        """The results of one standing, by their reason."""
        found = content.groups(report, which)
        if not found:
            return
        self.gap()
        limit = None if verbose else content.SHOWN
        for reason, results in found:
            if which in content.SINGLE:
                cause = f", {reason}" if reason else ""
                self.write((f"{content.OPEN[which]}{cause}:", ""), first="  ", rest="    ")
                for result in results:
                    self.single(result, verbose)
                continue
            text = f"{content.OPEN[which]}: {content.names(results, limit=limit)}: {reason}"
            self.write((text, ""), first="  ", rest="    ")

    def single(self, result: Result, verbose: bool) -> None:
        """A finding that does not count: what it says, its details on request."""
        if verbose:
            self.write((content.name(result), "name"), first="    ", rest="      ")
            self.body(result, "      ")
        else:
            parts = ((content.name(result), "name"), (f": {plain(result.message)}", ""))
            self.write(*parts, first="    ", rest="      ")

    def passes(self, report: Report) -> None:
        results = content.passed(report)
        if not results:
            return
        self.gap()
        self.write(("holds:", ""), first="  ")
        for result in results:
            said: Any = plain(result.compared or result.title)
            self.write(
                (content.name(result), "name"), (f": {said}", ""), first="    ", rest="      "
            )

    def inapplicable(self, report: Report) -> None:
        found = content.groups(report, "not-applicable")
        if not found:
            return
        self.gap()
        self.write(("does not apply:", ""), first="  ")
        for reason, results in found:
            text = f"{content.names(results, limit=None)}: {reason}"
            self.write((text, ""), first="    ", rest="      ")
