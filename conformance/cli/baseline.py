"""`conformance baseline`: write down what fails today."""

from __future__ import annotations

from typing import Any

import click

from conformance.cli._config import Configured
from conformance.cli._options import Stopped, reports_of, shared
from conformance.files import refusal, write


@click.command(cls=Configured)
@shared
@click.option("--output", "-o", default="expected-failures.toml", show_default=True, metavar="FILE")
def baseline(output: str, **request: Any) -> None:
    """Write the expected-failures file for the present findings."""
    from conformance.run.expected import baseline as text_of

    why = refusal(output)
    if why:
        raise click.UsageError(why)
    try:
        reports = reports_of(**request)
    except Stopped as stopped:  # half a baseline would call the other half sound
        click.echo(f"Error: {stopped}\n{output} was not written", err=True)
        raise click.exceptions.Exit(stopped.status) from stopped
    text = text_of(reports)
    write(text, output)
    count = text.count("[[expected]]")
    click.echo(f"{count} expected failure{'s' if count != 1 else ''} written to {output}")
