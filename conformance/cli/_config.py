"""`[tool.conformance]` of pyproject.toml: defaults of the options, plugins and thresholds."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import Any, Dict, List, Mapping

import click

from conformance.cli._types import Positive
from conformance.files import read_toml
from conformance.hints import near

FILE, TABLE = "pyproject.toml", "tool.conformance"
TARGETS = "targets"  # the one argument
PLUGINS, CHECKS = "plugins", "checks"
APART = {
    "baseline": ("output",),
    "profile": ("output",),
}  # where the report goes is no place for the file of baseline
NUMBERS = (Positive, click.types.IntParamType, click.types.FloatParamType)


@dataclass
class Chosen:
    """What cannot be an option: the plugins' modules, and check -> threshold -> value."""

    plugins: List[str] = field(default_factory=list)
    settings: Dict[str, Dict[str, Any]] = field(default_factory=dict)


class Configured(click.Command):
    """A command whose options may stand in pyproject.toml."""

    def parse_args(self, ctx: click.Context, args: List[str]) -> List[str]:
        if not ctx.resilient_parsing and not {"-h", "--help"} & set(args):
            ctx.default_map = defaults(self)
        left = super().parse_args(ctx, args)
        if TARGETS in ctx.params and not ctx.resilient_parsing:
            self._need_targets(ctx)
        return left

    def _need_targets(self, ctx: click.Context) -> None:
        """Targets may stand in the file as well; click before 8.2 takes no argument from there."""
        given = ctx.params[TARGETS] or (ctx.default_map or {}).get(TARGETS, ())
        ctx.params[TARGETS] = tuple(given)
        if not given:
            [parameter] = [one for one in self.params if one.name == TARGETS]
            raise click.MissingParameter(ctx=ctx, param=parameter)


def table() -> Dict[str, Any]:
    """The table as it stands; empty without a file.

    Raises:
        click.UsageError: the file is no TOML, or the table no table.
    """
    if not os.path.exists(FILE):
        return {}
    try:
        found: Any = read_toml(FILE)
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    for key in TABLE.split("."):
        found = found.get(key, {})
        if not isinstance(found, dict):
            raise click.UsageError(f"{FILE}: [{TABLE}] is no table")
    return found


def defaults(command: click.Command) -> Dict[str, Any]:
    """The table as defaults of one command's options; the options of other commands are left.

    Raises:
        click.UsageError: an unknown key, or a value of the wrong type.
    """
    from conformance.cli.check import check

    known = {_key(one) for one in check.params}
    mine = {_key(one): one for one in command.params}
    found = {}
    for key, value in table().items():
        if key in (PLUGINS, CHECKS):
            continue
        name = str(key).replace("_", "-")
        if name not in known:
            hint = near(name, [*known, PLUGINS, CHECKS])
            raise click.UsageError(f"[{TABLE}] has no option {key!r}{hint}")
        if name in mine and name not in APART.get(str(command.name), ()):
            found[str(mine[name].name)] = _value(mine[name], value, f"[{TABLE}] {key}")
    return found


def _key(parameter: click.Parameter) -> str:
    """An option by its long name, without dashes: click's own name may differ (`format`)."""
    long = max(parameter.opts, key=len) if parameter.opts else str(parameter.name)
    return long.lstrip("-").replace("_", "-")


def _value(parameter: click.Parameter, value: Any, place: str) -> Any:
    def wrong(expected: str) -> click.UsageError:
        return click.UsageError(f"{place} = {value!r}: expected {expected}")

    if getattr(parameter, "is_flag", False):
        if not isinstance(value, bool):
            raise wrong("true or false")
        return value
    several = parameter.multiple or parameter.nargs == -1
    if several and isinstance(value, dict):  # fit = {epochs = 3}
        value = [f"{name}={one!r}" for name, one in value.items()]
    number = isinstance(parameter.type, NUMBERS)
    whole = isinstance(parameter.type, click.types.IntParamType)
    for one in value if several and isinstance(value, list) else [value]:
        if number and (
            isinstance(one, bool) or not isinstance(one, int if whole else (int, float))
        ):
            raise wrong("a whole number" if whole else "a number")
        if not number and not isinstance(one, str):
            raise wrong("a string or an array of strings" if several else "a string")
        try:
            parameter.type.convert(one, parameter, None)
        except click.BadParameter as error:
            raise click.UsageError(f"{place} = {value!r}: {error.message}") from error
    return [value] if several and not isinstance(value, list) else value


def chosen() -> Chosen:
    """The plugins, imported, and the thresholds, which then can be those of their checks.

    Raises:
        click.UsageError: a module cannot be imported; an unknown check or threshold.
    """
    from conformance import registry

    here = table()
    plugins = here.get(PLUGINS, [])
    if not isinstance(plugins, list) or not all(isinstance(name, str) for name in plugins):
        raise click.UsageError(f"[{TABLE}] {PLUGINS} = {plugins!r}: expected an array of modules")
    try:
        registry.plug(plugins)
        return Chosen(plugins, registry.settings(here.get(CHECKS, {}), f"[{TABLE}.{CHECKS}]"))
    except ValueError as error:
        raise click.UsageError(str(error)) from error


def checks() -> Mapping[str, Any]:
    """Every check, those of plugins too."""
    from conformance.registry import load

    chosen()
    return load()
