"""`conformance look`: the card alone, what the model receives."""

from __future__ import annotations

import sys
from typing import Any, Optional, Tuple

import click

from conformance.cli._config import Configured
from conformance.cli._options import INCOMPLETE, Stopped, looked, reports_of
from conformance.files import refusal, write

FORMATS = ("text", "html", "json")


@click.command(cls=Configured)
@looked
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    help="Default: by the end of the name given to --output, else text.",
)
@click.option(
    "--output",
    "-o",
    metavar="FILE",
    help="Write there instead of standard output, as in look.html.",
)
@click.option("--no-examples", is_flag=True, help="Show no example of the data.")
@click.pass_context
def look(
    ctx: click.Context,
    form: Optional[str],
    output: Optional[str],
    no_examples: bool,
    **request: Any,
) -> None:
    """What the model receives: examples as they are, how values are spread, what only you can answer.

    TARGET is that of check. Nothing is judged and nothing trained. Status 0, or 3 where nothing could
    be read.
    """
    from conformance.report import card_text, html, json

    if output and refusal(output):
        raise click.UsageError(refusal(output))
    chosen = form or _by_name(output)
    status = 0
    try:
        request.update(only=(), skip=(), card=True, look=True, examples=not no_examples)
        reports = reports_of(**request)
    except Stopped as stopped:
        reports, status = stopped.reports, stopped.status
        click.echo(f"Error: {stopped}" if status == 2 else f"{stopped}", err=True)
    if reports or not status:
        if chosen == "html":
            text = html.render(reports, look=True)
        elif chosen == "json":
            text = json.render(reports, card=True)
        else:
            text = card_text.render(reports, stream=None if output else sys.stdout)
        write(text, output)
    seen = all(report.card and "failure" not in report.card for report in reports)
    sys.exit(status or (0 if seen else INCOMPLETE))


def _by_name(output: Optional[str]) -> str:
    ends: Tuple[str, ...] = ("html", "json")
    return next((end for end in ends if (output or "").lower().endswith(f".{end}")), "text")
