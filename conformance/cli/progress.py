"""Progress while the checks run: a live line on a terminal, plain lines elsewhere."""

from __future__ import annotations

import contextlib
import sys
import time
from typing import Any, Callable, Dict, Iterator, Sequence, Tuple

from conformance.report.safe import one_line

WORDS = {"conforms": "conforms", "fails": "does not conform", "incomplete": "incomplete"}
EVERY = 10.0  # seconds between two plain lines about one that is still at work


@contextlib.contextmanager
def showing(total: int) -> Iterator[Callable[[str, Any], None]]:
    """Yield the callback that shows stages, reading and finished reports on standard error.

    It takes ("stage", (target, stage)), ("reading", (target, (part, examples, of))), where ``of``
    is None while the whole is not known, and ("report", Report).
    """
    if sys.stderr.isatty():
        with _live(total) as live:
            yield live
    else:
        yield _Plain(total)


class _Plain:
    """A line for each finished report of several, and one now and then for what takes long."""

    def __init__(self, total: int):
        self.total, self.done = total, 0
        self.told = time.monotonic()

    def __call__(self, kind: str, value: Any) -> None:
        if kind == "report":
            self.done += 1
            if self.total > 1:
                verdict = f"{WORDS[value.verdict]} ({value.seconds:.1f} s)"
                self.tell(f"[{self.done}/{self.total}] {one_line(value.target)}: {verdict}")
        elif kind in ("stage", "reading") and time.monotonic() - self.told >= EVERY:
            self.tell(at_work(kind, value))

    def tell(self, text: str) -> None:
        print(text, file=sys.stderr, flush=True)
        self.told = time.monotonic()


def at_work(kind: str, value: Any) -> str:
    """``train.py: reading training data: 3,200 of 1,000,000 examples``."""
    target, what = value
    if kind == "reading":
        part, examples, of = what
        whole = f" of {of:,}" if of is not None else ""
        what = f"reading {part} data: {examples:,}{whole} examples"
    return f"{one_line(target)}: {one_line(what)}"


@contextlib.contextmanager
def _live(total: int) -> Iterator[Callable[[str, Any], None]]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        BarColumn(20),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.description}", markup=False),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("importing TensorFlow", total=total)

        def tell(kind: str, value: Any) -> None:
            if kind in ("stage", "reading"):
                bar.update(task, description=at_work(kind, value))
            elif kind == "report":
                bar.update(task, advance=1)

        yield tell


class Clock:
    """Seconds of each stage of each target, by when the parent hears of them."""

    def __init__(self) -> None:
        self.began = time.monotonic()
        self.seconds: Dict[str, Dict[str, float]] = {}
        self._since: Dict[str, Tuple[str, float]] = {}

    def __call__(self, kind: str, value: Any) -> None:
        """Take one event of the progress."""
        now = time.monotonic()
        if kind == "stage":
            target, stage = value
        elif kind == "report":
            target, stage = value.target, ""
        else:
            return
        stages = self.seconds.setdefault(target, {})
        before, since = self._since.get(target, ("start", self.began))
        stages[before] = stages.get(before, 0.0) + now - since
        self._since[target] = stage, now

    def table(self, reports: Sequence[Any]) -> str:
        """A line for each target, and the slowest checks of all."""
        lines = [
            f"{target}: " + ", ".join(f"{name} {s:.1f} s" for name, s in stages.items() if name)
            for target, stages in self.seconds.items()
        ]
        judged: Dict[str, float] = {}
        for report in reports:
            for result in report.results:
                judged[result.check] = judged.get(result.check, 0.0) + result.seconds
        slowest = sorted(judged.items(), key=lambda pair: -pair[1])[:5]
        total = sum(judged.values())
        named = ", ".join(f"{name} {s:.2f} s" for name, s in slowest)
        lines.append(f"judging: {total:.2f} s" + (f", most in {named}" if named else ""))
        return "\n".join(lines)
