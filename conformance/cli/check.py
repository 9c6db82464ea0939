"""`conformance check`: the verdict."""

from __future__ import annotations

import sys
from typing import Any, Callable, List, Optional, Sequence, Tuple

import click

from conformance.cli._options import Stopped, reports_of, shared
from conformance.cli._outputs import FORMATS, Ordered, places, write_all
from conformance.cli._types import Format

_VERDICT = [
    click.option(
        "--expected-failures", metavar="FILE.toml", help="Known failures with their reasons."
    ),
    click.option(
        "--format",
        "formats",
        multiple=True,
        metavar="FORMAT[=FILE]",
        type=Format(FORMATS),
        help=f"{', '.join(FORMATS)}; repeatable, each with its file. Default: text.",
    ),
    click.option(
        "--output",
        "-o",
        "outputs",
        multiple=True,
        metavar="FILE",
        help="Write there instead of standard output; repeatable, one for each --format.",
    ),
    click.option(
        "--require-full", is_flag=True, help="Incomplete unless all of the data was read."
    ),
    click.option(
        "--card", is_flag=True, help="In JSON too: the data of the card, which HTML always draws."
    ),
    click.option("--no-examples", is_flag=True, help="Show no example of the data in any format."),
    click.option("--timings", is_flag=True, help="Say on standard error where the time went."),
    click.option(
        "--verbose",
        "-v",
        is_flag=True,
        help="Also list what holds, and what did not apply and why.",
    ),
]


def verdict_options(function: Any) -> Any:
    for option in reversed(_VERDICT):
        function = option(function)
    return function


@click.command(cls=Ordered)
@shared
@click.option(
    "--profile",
    "profile_file",
    metavar="FILE",
    help="Fail on what changed since `conformance profile` wrote it.",
)
@click.option("--keep-profile", is_flag=True, hidden=True, help="Put the profile into the JSON.")
@verdict_options
@click.pass_context
def check(
    ctx: click.Context,
    expected_failures: Optional[str],
    formats: Tuple[str, ...],
    outputs: Tuple[str, ...],
    require_full: bool,
    card: bool,
    no_examples: bool,
    timings: bool,
    verbose: bool,
    keep_profile: bool,
    **request: Any,
) -> None:
    """The verdict on a pipeline, or on every template of a package.

    TARGET is package.module:name or path/to/file.py:name; a module or file alone means the names
    make_dataset, make_model, make_validation and FIT in it.

    Several formats come from one run: --format text --format junit=report.xml. Files may also be
    given by --output: as many as formats, one to one; with fewer, each goes to the --format right
    before it, and the one left to standard output.
    """
    deliver(
        ctx,
        lambda clock: reports_of(
            clock=clock,
            card=drawn(formats, card),
            examples=not no_examples,
            profile="too" if keep_profile else "",
            **request,
        ),
        expected_failures=expected_failures,
        formats=formats,
        outputs=outputs,
        require_full=require_full,
        card=card,
        timings=timings,
        verbose=verbose,
    )


def drawn(formats: Sequence[str], card: bool) -> bool:
    """Whether any of the formats shows the card."""
    return card or any(text.partition("=")[0] == "html" for text in formats)


def deliver(
    ctx: click.Context,
    run: Callable[[Any], List[Any]],
    *,
    expected_failures: Optional[str],
    formats: Sequence[str],
    outputs: Sequence[str],
    require_full: bool,
    card: bool,
    timings: bool,
    verbose: bool,
) -> None:
    """Look at what was asked for, run, write the reports, and exit with their status.

    Args:
        run: makes the reports; called with the clock that is to hear of its progress.
    """
    from conformance.cli.progress import Clock
    from conformance.run import expected

    found = places(formats, outputs, ctx.meta.get("order", ()), default="text")
    known = []
    if expected_failures:
        try:
            known = expected.load(expected_failures)
        except ValueError as error:
            raise click.UsageError(str(error)) from error
    clock = Clock()
    status = 0
    try:
        reports = run(clock)
    except Stopped as stopped:
        reports, status = stopped.reports, stopped.status
        click.echo(f"Error: {stopped}" if status == 2 else f"{stopped}", err=True)
    for report in reports:
        expected.apply(report, known)
    if reports or not status:
        write_all(reports, found, verbose=verbose, timings=timings, card=card)
    if timings:
        click.echo(clock.table(reports), err=True)
    sys.exit(status or _status(reports, require_full=require_full))


def _status(reports: Sequence[Any], *, require_full: bool) -> int:
    from conformance.results import EXIT, verdict_of_all

    verdict = verdict_of_all(reports)
    if require_full and verdict == "conforms":
        part = [report for report in reports if not report.whole]
        for report in part:
            click.echo(f"{report.target}: not all of its data was read (--require-full)", err=True)
        verdict = "incomplete" if part else verdict
    return EXIT[verdict]
