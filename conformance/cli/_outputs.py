"""Several formats from one run: which goes where, looked at before the run."""

from __future__ import annotations

import contextlib
import importlib
import inspect
import sys
from typing import Any, Iterator, List, Optional, Sequence, Tuple

import click

from conformance.cli._config import Configured
from conformance.files import Unwritten, refusal, write
from conformance.report import FORMATS

__all__ = ["FORMATS", "Ordered", "places", "rendered", "write_all"]

Place = Tuple[str, Optional[str]]  # a format and its file; None is standard output


class Ordered(Configured):
    """A command that knows in which order --format and --output were given."""

    def parse_args(self, ctx: click.Context, args: List[str]) -> List[str]:
        with contextlib.suppress(click.UsageError):  # said by the parse that counts, below
            _, _, order = self.make_parser(ctx).parse_args(list(args))
            ctx.meta["order"] = [p.name for p in order if p.name in ("formats", "outputs")]
        return super().parse_args(ctx, args)


def places(
    formats: Sequence[str], outputs: Sequence[str], order: Sequence[str] = (), *, default: str
) -> List[Place]:
    """The formats and their files.

    FORMAT=FILE says it all. Of the rest, as many outputs as formats go one to one. With fewer
    outputs, each goes to the format right before it, and the one left to standard output.

    Args:
        order: "formats" and "outputs" as they were given; empty when not on the command line.
        default: the format when none is given.

    Raises:
        click.UsageError: it is not clear what goes where, or a place cannot be written.
    """
    given = [tuple(text.split("=", 1)) for text in formats or [default]]
    chosen: List[Optional[str]] = [pair[1] if len(pair) > 1 else None for pair in given]
    free = [i for i, pair in enumerate(given) if len(pair) == 1]
    if len(outputs) > len(free):
        what = f"{len(outputs)} outputs for {len(free)} format{'s' * (len(free) != 1)}"
        raise click.UsageError(f"{what}: give each a --format, as in --format json={outputs[-1]}")
    pairs = zip(free, outputs) if len(outputs) == len(free) else _before(order, outputs)
    for number, output in pairs:
        if chosen[number] is not None:
            name = given[number][0]
            raise click.UsageError(f"the format {name!r} has two files: {chosen[number]}, {output}")
        chosen[number] = output
    if chosen.count(None) > 1:
        names = [pair[0] for pair, file in zip(given, chosen) if file is None]
        raise click.UsageError(
            f"{' and '.join(names)} would both go to standard output: "
            f"give a file, as in --format {names[-1]}=FILE"
        )
    found = [(pair[0], file) for pair, file in zip(given, chosen)]
    files = [file for _, file in found if file is not None]
    for file in files:
        why = refusal(file)
        if why or files.count(file) > 1:
            raise click.UsageError(why or f"two formats would go to {file!r}")
    return found


def _before(order: Sequence[str], outputs: Sequence[str]) -> Iterator[Tuple[int, str]]:
    """Each output with the number of the format right before it."""
    number, left = -1, list(outputs)
    for kind in order:
        if kind == "formats":
            number += 1
        elif left:
            yield max(number, 0), left.pop(0)
    for output in left:  # not from the command line
        raise click.UsageError(f"which format goes to {output!r}? give --format FORMAT={output}")


def rendered(reports: Sequence[Any], name: str, **wishes: Any) -> str:
    """The reports in a format; a wish (verbose) is for those formats that take it."""
    render = importlib.import_module(f"conformance.report.{name}").render
    taken = inspect.signature(render).parameters
    return render(reports, **{key: value for key, value in wishes.items() if key in taken})


def write_all(reports: Sequence[Any], found: Sequence[Place], **wishes: Any) -> None:
    """Write each format; all of them, also when one place cannot be written.

    Raises:
        Unwritten: for each place that could not be written, in one line.
    """
    failed = []
    for name, file in found:
        try:
            stream = sys.stdout if file is None else None  # a terminal has a width and colours
            write(rendered(reports, name, stream=stream, **wishes), file)
        except Unwritten as error:
            failed.append(error.message)
    if failed:
        raise Unwritten("; ".join(failed))
