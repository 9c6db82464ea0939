"""`conformance profile`: what the data are today, to be held to tomorrow."""

from __future__ import annotations

import sys
from typing import Any, Optional

import click

from conformance.cli._config import Configured
from conformance.cli._options import Stopped, reports_of, shared
from conformance.files import refusal, write


@click.command(cls=Configured)
@shared
@click.option("--output", "-o", metavar="FILE", help="Write there instead of standard output.")
def profile(output: Optional[str], **request: Any) -> None:
    """Write down what the data are: structure, counts, ranges, classes, relations, hashes.

    The file is small, made for a diff, and holds no example of the data. `conformance check TARGET
    --profile FILE` then fails on what changed since, and names it; `conformance compare OLD NEW`
    tells two such files apart. No model is needed, and nothing is trained.
    """
    from conformance.cli.progress import Clock
    from conformance.run.profiles import written

    why = refusal(output) if output else ""
    if why:
        raise click.UsageError(why)
    status = 0
    try:
        reports = reports_of(clock=Clock(), profile="alone", **request)
    except Stopped as stopped:
        reports, status = stopped.reports, stopped.status
        click.echo(f"Error: {stopped}", err=True)
    found = {report.target: report.profile for report in reports if report.profile is not None}
    for report in reports:
        if report.profile is None:
            why = report.interrupted or next((r.message for r in report.findings()), "not read")
            click.echo(f"{report.target}: the data could not be read: {why}", err=True)
            status = status or 3
        else:
            for note in _open(report.profile):
                click.echo(f"{report.target}: {note}", err=True)
    if found:
        write(written(found), output)
    sys.exit(status)


def _open(made: Any) -> Any:
    """What the profile cannot hold exactly, part by part."""
    for part, seen in made["parts"].items():
        if not seen["whole"]:
            read = f"the first {seen['examples']:,} examples"
            yield f"{part} data: {read} were read, so no hash of all is kept; see --full and --budget"
        elif seen["drawn"]:
            yield f"{part} data: drawn anew in each pass, so means and ranges are kept, and no hash"
        elif seen["drawn"] is None:
            yield f"{part} data: they can be read once only, so no hash is kept: give a function"
