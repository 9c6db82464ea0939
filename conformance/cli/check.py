"""`conformance check`: the verdict."""

from __future__ import annotations

import importlib
import sys
from typing import Any, List, Optional

import click

from conformance.cli._options import FORMATS, reports_of, shared
from conformance.files import write


@click.command()
@shared
@click.option("--expected-failures", metavar="FILE.toml", help="Known failures with their reasons.")
@click.option("--format", "format_", type=click.Choice(FORMATS), default="text", show_default=True)
@click.option("--output", "-o", metavar="FILE", help="Write there instead of standard output.")
@click.option("--verbose", "-v", is_flag=True, help="Also list what did not apply.")
def check(
    expected_failures: Optional[str],
    format_: str,
    output: Optional[str],
    verbose: bool,
    **shared: Any,
) -> None:
    """The verdict on a pipeline, or on every template of a package.

    TARGET is package.module:name or path/to/file.py:name; a module or file alone means the names
    make_dataset, make_model, make_validation and FIT in it.
    """
    from conformance.results import EXIT, verdict_of_all
    from conformance.run import expected

    known = []
    if expected_failures:
        try:
            known = expected.load(expected_failures)
        except (OSError, ValueError) as error:
            raise click.UsageError(str(error)) from error
    reports = reports_of(**shared)
    for report in reports:
        expected.apply(report, known)
    write(_render(reports, format_, verbose), output)
    sys.exit(EXIT[verdict_of_all(reports)])


def _render(reports: List[Any], format_: str, verbose: bool) -> str:
    module = importlib.import_module(f"conformance.report.{format_}")
    return module.render(reports, verbose=verbose) if format_ == "text" else module.render(reports)
