"""`conformance replay`: run counterexamples again."""

from __future__ import annotations

import sys
from typing import Tuple

import click

from conformance.cli._options import INTERRUPTED, USAGE
from conformance.cli._types import Target


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=Target())
def replay(files: Tuple[str, ...]) -> None:
    """Run recorded counterexamples again, each on its template as that is now.

    Says FAILED (exit status 1), FIXED (0) or ERROR (3), and why; of several files, 1 if any failed.
    """
    from conformance.properties.counterexamples import STATUSES
    from conformance.properties.counterexamples import replay as run_again

    statuses, refused = set(), False
    for file in files:
        try:
            status, why = run_again(file)
        except OSError as error:
            click.echo(f"Error: {file!r} cannot be read: {error.strerror}", err=True)
            refused = True
            continue
        except ValueError as error:
            click.echo(f"Error: {error}", err=True)
            refused = True
            continue
        except KeyboardInterrupt:
            click.echo("interrupted", err=True)
            sys.exit(INTERRUPTED)
        statuses.add(status)
        click.echo(f"{file}: {status}: {why}" if len(files) > 1 else f"{status}: {why}")
    if refused:
        sys.exit(USAGE)
    sys.exit(next(STATUSES[one] for one in ("FAILED", "ERROR", "FIXED") if one in statuses))
