"""`conformance fuzz`: property-based conformance of a template."""

from __future__ import annotations

import importlib.util
import sys
from typing import Any, List, Optional, Tuple

import click

from conformance.cli import _targets
from conformance.cli._options import INTERRUPTED, SEEDS, USAGE, need_tensorflow
from conformance.cli._types import Positive, Target
from conformance.files import refusal, write

WITHOUT = "conformance fuzz draws its examples with Hypothesis: pip install hypothesis"


@click.command()
@click.argument("targets", nargs=-1, required=True, metavar="TARGET...", type=Target())
@click.option(
    "--max-examples",
    default=200,
    show_default=True,
    type=click.IntRange(1),
    help="Sources judged without fit.",
)
@click.option(
    "--fit-examples",
    default=25,
    show_default=True,
    type=click.IntRange(0),
    help="Sources that go through fit.",
)
@click.option(
    "--seed", default=0, show_default=True, type=SEEDS, help="The same sources in every run."
)
@click.option(
    "--budget",
    default=600.0,
    show_default=True,
    metavar="SECONDS",
    type=Positive(),
    help="For each template.",
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
    format_: str,
    output: Optional[str],
    counterexamples: str,
    **options: Any,
) -> None:
    """Property-based conformance of a parametric template.

    TARGET is a module or file with make_dataset and, as far as it can, make_source, make_model,
    expected, examples and DOMAIN. `conformance new template` prints one to begin with.
    """
    from conformance.properties.counterexamples import save
    from conformance.properties.report import as_json, text, verdict_status

    need_hypothesis()
    need_tensorflow()
    why = refusal(output) if output else ""
    if why:
        raise click.UsageError(why)
    reports, status = _fuzzed(targets, options)
    saved = [path for report in reports for path in save(report, counterexamples)]
    if format_ == "json":
        content = as_json(reports) if reports else ""
    else:
        parts = [text(report) for report in reports]
        content = "\n\n".join([*parts, *(f"conformance replay {path}" for path in saved)])
    if content:
        write(content, output)
    sys.exit(status or verdict_status(reports))


def need_hypothesis() -> None:
    """An extra: whoever only checks pipelines has not got it.

    Raises:
        click.UsageError: it is not installed; says how it is.
    """
    if importlib.util.find_spec("hypothesis") is None:
        raise click.UsageError(WITHOUT)


def _fuzzed(targets: Tuple[str, ...], options: Any) -> Tuple[List[Any], int]:
    """The reports, and a status other than their own where some are missing."""
    from conformance.properties._child import Refused, fuzz_in_child
    from conformance.run.subject import members_of

    found, refused = _targets.sorted_out(targets)
    everything = []
    for target in found:
        inner, passed_over = members_of(target)
        everything += inner
        if passed_over:
            click.echo(
                f"{target}: passed over, without a pipeline: {', '.join(passed_over)}", err=True
            )
    for why in refused:
        click.echo(f"Error: {why}", err=True)
    reports: List[Any] = []
    status = USAGE if refused else 0
    for one in everything:
        try:
            reports.append(fuzz_in_child(one, options=options))
        except Refused as error:  # the others are judged all the same
            click.echo(f"Error: {error}", err=True)
            status = USAGE
        except KeyboardInterrupt:
            click.echo("interrupted", err=True)
            return reports, INTERRUPTED
    return reports, status
