"""Kinds of values that options take, and the names that a shell completes."""

from __future__ import annotations

import math
from typing import Any, List, Optional

import click
from click.shell_completion import CompletionItem


class Positive(click.ParamType):
    """A number above zero that ends: seconds, or GiB."""

    name = "number"

    def convert(self, value: Any, param: Any, ctx: Optional[click.Context]) -> float:
        try:
            number = float(value)
        except (TypeError, ValueError, OverflowError):
            number = math.nan
        if isinstance(value, bool) or not 0 < number < math.inf:
            self.fail(f"{value!r} is no number above 0", param, ctx)
        return number


class CheckName(click.ParamType):
    """A check or a group, or several with commas between them; `select` says whether they exist."""

    name = "check"

    def __init__(self, *, groups: bool = True) -> None:
        self.groups = groups

    def shell_complete(self, ctx: Any, param: Any, incomplete: str) -> List[CompletionItem]:
        from conformance.cli._config import checks
        from conformance.results import GROUPS

        before, comma, start = incomplete.rpartition(",")
        items = [CompletionItem(before + comma + group, help="group") for group in GROUPS]
        items += [
            CompletionItem(before + comma + check.name, help=check.title)
            for check in checks().values()
        ]
        return [item for item in items if item.value.startswith(before + comma + start)]


class Target(click.ParamType):
    """package.module:name or path/to/file.py:name; the shell completes files."""

    name = "target"

    def shell_complete(self, ctx: Any, param: Any, incomplete: str) -> List[CompletionItem]:
        return [CompletionItem(incomplete, type="file")]


class Format(click.ParamType):
    """FORMAT, or FORMAT=FILE."""

    name = "format"

    def __init__(self, names: Any) -> None:
        self.names = tuple(names)

    def convert(self, value: Any, param: Any, ctx: Optional[click.Context]) -> str:
        from conformance.hints import near

        name, equals, file = str(value).partition("=")
        if name not in self.names:
            hint = near(name, self.names) or f": one of {', '.join(self.names)}"
            self.fail(f"{name!r} is no format{hint}", param, ctx)
        if equals and not file:
            self.fail(f"{value!r} names no file", param, ctx)
        return str(value)

    def shell_complete(self, ctx: Any, param: Any, incomplete: str) -> List[CompletionItem]:
        return [CompletionItem(name) for name in self.names if name.startswith(incomplete)]
