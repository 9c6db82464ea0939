"""`[tool.conformance]` of pyproject.toml: defaults of the options."""

from __future__ import annotations

import difflib
import os
from typing import Any, Dict

import click

from conformance.files import toml


def defaults(command: str) -> Dict[str, Any]:
    """``[tool.conformance]`` of ./pyproject.toml, as defaults of a command that shares them."""
    if not os.path.exists("pyproject.toml"):
        return {}
    with open("pyproject.toml", "rb") as file:
        try:
            table = toml().load(file).get("tool", {}).get("conformance", {})
        except toml().TOMLDecodeError as error:
            raise click.UsageError(f"pyproject.toml is not valid TOML: {error}") from error
    from conformance.cli.check import check

    known = {parameter.name for parameter in check.params}
    found = {}
    for key, value in table.items():
        name = key.replace("-", "_")
        if name not in known:
            near = difflib.get_close_matches(name, [str(k) for k in known], 1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            raise click.UsageError(f"[tool.conformance] has no option {key!r}{hint}")
        found[name] = value
    return {command: found}
