"""Progress while the checks run: a live line on a terminal, plain lines elsewhere."""

from __future__ import annotations

import contextlib
import sys
import time
from typing import Any, Callable, Dict, Iterator, Sequence, Tuple

WORDS = {"conforms": "conforms", "fails": "does not conform", "incomplete": "incomplete"}


@contextlib.contextmanager
def showing(total: int) -> Iterator[Callable[[str, Any], None]]:
    """Yield the callback that shows stages and finished reports on standard error."""
    if sys.stderr.isatty():
        with _live(total) as live:
            yield live
        return
    done = [0]

    def tell(kind: str, value: Any) -> None:
        if kind == "report" and total > 1:
            done[0] += 1
            text = f"[{done[0]}/{total}] {value.target}: {WORDS[value.verdict]} ({value.seconds:.1f} s)"
            print(text, file=sys.stderr, flush=True)

    yield tell


@contextlib.contextmanager
def _live(total: int) -> Iterator[Callable[[str, Any], None]]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        BarColumn(20),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.description}"),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("importing TensorFlow", total=total)

        def tell(kind: str, value: Any) -> None:
            if kind == "stage":
                bar.update(task, description=f"{value[0]}: {value[1]}")
            else:
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
