"""`conformance replay`: run counterexamples again."""

from __future__ import annotations

import sys

import click


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False))
def replay(file: str) -> None:
    """Run a recorded counterexample again on its template as that is now.

    Says FAILED (exit status 1), FIXED (0) or ERROR (3), and why.
    """
    from conformance.properties.counterexamples import STATUSES
    from conformance.properties.counterexamples import replay as run_again

    try:
        status, why = run_again(file)
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    click.echo(f"{status}: {why}")
    sys.exit(STATUSES[status])
