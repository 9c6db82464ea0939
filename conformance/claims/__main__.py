"""Measure the claims on the TensorFlow installed here: ``python -m conformance.claims [ID...]``.

Exit status: 0 all as expected of this version, 1 some differ, 2 an unknown claim, 3 some could not
be measured. Claims that depend on the clock decide nothing.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any, Dict, Optional, Tuple

import click

from conformance.claims import ledger
from conformance.claims.registry import load, select
from conformance.files import write


@click.command()
@click.argument("ids", nargs=-1, metavar="[ID...]")
@click.option(
    "--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True
)
@click.option("--output", "-o", metavar="FILE", help="Write there instead of standard output.")
@click.option("--list", "list_", is_flag=True, help="Only list the claims.")
def main(ids: Tuple[str, ...], format_: str, output: Optional[str], list_: bool) -> None:
    """Measure the claims named (default: all) on the TensorFlow installed here."""
    try:
        claims = select(ids)
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    if list_:
        click.echo("\n".join(f"{claim.id}: {claim.says}" for claim in claims))
        return
    if output and not os.path.isdir(os.path.dirname(os.path.abspath(output))):
        raise click.UsageError(f"there is no folder to write {output!r} in")

    def told(record: Dict[str, Any]) -> None:
        if sys.stderr.isatty():
            click.echo(f"{record['id']}: {record['evidence']}", err=True)

    found = ledger.run(claims, told=told)
    rendered = json.dumps(found, indent=1) + "\n" if format_ == "json" else ledger.text(found)
    write(rendered.rstrip("\n"), output)
    clocked = {claim.id for claim in load().values() if claim.measured}
    settled = [record for record in found["claims"] if record["id"] not in clocked]
    if any(map(ledger.not_measured, found["claims"])):
        sys.exit(3)
    sys.exit(1 if any(map(ledger.differs, settled)) else 0)


if __name__ == "__main__":
    main(prog_name="python -m conformance.claims")
