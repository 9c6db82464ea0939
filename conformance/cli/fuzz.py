"""`conformance fuzz`: property-based conformance of a template."""

from __future__ import annotations

import importlib.util
import sys
from typing import Any, Optional, Tuple

import click

from conformance.cli._options import INCOMPLETE, INSTALL
from conformance.files import write


@click.command()
@click.argument("targets", nargs=-1, required=True, metavar="TARGET...")
@click.option("--max-examples", default=200, show_default=True, help="Sources judged without fit.")
@click.option("--fit-examples", default=25, show_default=True, help="Sources that go through fit.")
@click.option("--seed", default=0, show_default=True, help="The same sources in every run.")
@click.option(
    "--budget", default=600.0, show_default=True, metavar="SECONDS", help="For each template."
)
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text")
@click.option("--output", "-o", metavar="FILE", help="Write there instead of standard output.")
@click.option(
    "--counterexamples",
    default="counterexamples",
    show_default=True,
    metavar="DIR",
    help="Where scripts that reproduce a failure are written.",
)
def fuzz(
    targets: Tuple[str, ...],
    budget: float,
    format_: str,
    output: Optional[str],
    counterexamples: str,
    **options: Any,
) -> None:
    """Property-based conformance of a parametric template.

    TARGET is a module or file with make_dataset and, as far as it can, make_source, make_model,
    expected, examples and DOMAIN; see conformance.properties.
    """
    from conformance.properties._child import Refused, fuzz_in_child
    from conformance.properties.counterexamples import save
    from conformance.properties.report import as_json, text, verdict_status
    from conformance.run.subject import TargetError, members

    if importlib.util.find_spec("tensorflow") is None:
        click.echo(INSTALL)
        sys.exit(INCOMPLETE)
    try:
        everything = [member for target in targets for member in members(target)]
        reports = [fuzz_in_child(one, options={"budget": budget, **options}) for one in everything]
    except (Refused, TargetError) as error:
        raise click.UsageError(str(error)) from error
    saved = [path for report in reports for path in save(report, counterexamples)]
    if format_ == "json":
        write(as_json(reports), output)
    else:
        parts = [text(report) for report in reports]
        write("\n\n".join([*parts, *(f"conformance replay {path}" for path in saved)]), output)
    sys.exit(verdict_status(reports))
