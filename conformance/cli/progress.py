"""Progress while the checks run: a live line on a terminal, plain lines elsewhere."""

from __future__ import annotations

import contextlib
import sys
from typing import Any, Callable, Iterator

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
