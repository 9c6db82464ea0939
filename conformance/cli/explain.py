"""`conformance explain`: the page of a check."""

from __future__ import annotations

import difflib
from typing import Optional

import click


@click.command()
@click.argument("name", required=False, metavar="[CHECK]")
def explain(name: Optional[str]) -> None:
    """What a check looks for, why it matters, an example and its fix; without a name, the list."""
    from conformance.registry import load
    from conformance.report import pages

    checks = load()
    if name is None:
        click.echo(pages.listing(checks))
        return
    if name not in checks:
        near = difflib.get_close_matches(name, checks, 3, 0.3)
        hint = (
            f"; did you mean {', '.join(near)}?" if near else "; `conformance explain` lists them"
        )
        raise click.UsageError(f"no check is named {name!r}{hint}")
    click.echo(pages.page(checks[name]))
