"""`conformance explain`: the page of a check."""

from __future__ import annotations

import difflib
from typing import Any, List, Optional

import click

from conformance.cli._types import CheckName
from conformance.files import say
from conformance.results import GROUPS


@click.command(epilog=f"Groups: {', '.join(GROUPS)}.")
@click.argument("name", required=False, metavar="[CHECK|GROUP]", type=CheckName())
def explain(name: Optional[str]) -> None:
    """What a check looks for, why it matters, an example and its fix.

    A group lists its checks; without a name, all are listed.
    """
    from conformance.cli._config import checks as every
    from conformance.report import pages

    checks = dict(every())
    if name is None or name in GROUPS:
        say(pages.listing({n: c for n, c in checks.items() if name in (None, c.group)}))
        return
    former = {alias: check for check in checks.values() for alias in check.aliases}
    found = checks.get(name) or former.get(name)
    if found is None:
        near = difflib.get_close_matches(name, [*checks, *former, *GROUPS], 3, 0.3)
        hint = (
            f"; did you mean {', '.join(near)}?" if near else "; `conformance explain` lists them"
        )
        raise click.UsageError(f"no check is named {name!r}{hint}")
    said = [f"{name} is now called {found.name}.", ""] if name in former else []
    say("\n".join([*said, pages.page(found), *thresholds(found)]))


def thresholds(check: Any) -> List[str]:
    """The numbers that decide, why they are these, and how another is set."""
    if not check.limits:
        return []
    lines = ["", "## Thresholds", ""]
    for name, limit in check.limits.items():
        source = f" ({limit.source})" if limit.source else ""
        lines.append(f"- `{name} = {_toml(limit.value)}`: {limit.reason}{source}")
    name, limit = next(iter(check.limits.items()))
    lines += [
        "",
        "Another value is set in pyproject.toml:",
        "",
        "```toml",
        f"[tool.conformance.checks.{check.name}]",
        f"{name} = {_toml(limit.value)}",
        "```",
    ]
    return lines


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(_toml, value))}]"
    return repr(value).replace("'", '"') if isinstance(value, str) else repr(value)
