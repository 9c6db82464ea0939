"""`conformance new`: a template to copy."""

from __future__ import annotations

import difflib
import importlib
import importlib.util
from typing import Optional

import click


@click.command()
@click.argument("pattern", required=False)
def new(pattern: Optional[str]) -> None:
    """Print a template to copy; without a name, the list."""
    patterns = importlib.import_module("reference_pipelines").PATTERNS
    rows = {
        name: entry if isinstance(entry, tuple) else (entry, "") for name, entry in patterns.items()
    }
    if pattern is None:
        width = max(map(len, rows))
        click.echo("\n".join(f"{name:<{width}}  {row[1]}" for name, row in rows.items()))
        return
    by_module = {row[0]: name for name, row in rows.items()}
    pattern = by_module.get(pattern, pattern)
    if pattern not in rows:
        near = difflib.get_close_matches(pattern, [*rows, *by_module], 1, 0.3)
        hint = f" Did you mean {near[0]!r}?" if near else ""
        raise click.UsageError(f"There is no pattern {pattern!r}.{hint} One of: {', '.join(rows)}")
    spec = importlib.util.find_spec(f"reference_pipelines.{rows[pattern][0]}")
    assert spec is not None
    assert spec.origin is not None
    with open(spec.origin, encoding="utf-8") as file:
        click.echo(file.read(), nl=False)
