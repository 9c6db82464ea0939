"""`conformance baseline`: write down what fails today."""

from __future__ import annotations

from typing import Any

import click

from conformance.cli._options import reports_of, shared
from conformance.files import write


@click.command()
@shared
@click.option("--output", "-o", default="expected-failures.toml", show_default=True, metavar="FILE")
def baseline(output: str, **shared: Any) -> None:
    """Write the expected-failures file for the present findings."""
    from conformance.run.expected import baseline as text_of

    reports = reports_of(**shared)
    text = text_of(reports)
    write(text, output)
    count = text.count("[[expected]]")
    click.echo(f"{count} expected failure{'s' if count != 1 else ''} written to {output}")
