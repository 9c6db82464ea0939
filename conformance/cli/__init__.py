"""The command line: one module a command, found when it is asked for. Nothing heavy is imported."""

from __future__ import annotations

import difflib
import importlib
from typing import Any, List, Optional

import click

from conformance import __version__

# Command -> the module with a click command of that name. The order is that of the help.
COMMANDS = {
    "check": "conformance.cli.check",
    "explain": "conformance.cli.explain",
    "new": "conformance.cli.new",
    "baseline": "conformance.cli.baseline",
    "fuzz": "conformance.cli.fuzz",
    "replay": "conformance.cli.replay",
    "matrix": "conformance.matrix.command",
}


class _Commands(click.Group):
    """A group that imports a command when it is asked for, and names the nearest to a wrong one."""

    def list_commands(self, ctx: click.Context) -> List[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> Optional[click.Command]:
        if name not in COMMANDS:
            return None
        return getattr(importlib.import_module(COMMANDS[name]), name)

    def resolve_command(self, ctx: click.Context, args: List[str]) -> Any:
        name = args[0] if args else ""
        if name and not name.startswith("-") and name not in COMMANDS:
            near = difflib.get_close_matches(name, COMMANDS, 1, 0.4)
            hint = f" Did you mean {near[0]!r}?" if near else ""
            raise click.UsageError(f"There is no command {name!r}.{hint}", ctx)
        return super().resolve_command(ctx, args)


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="conformance")
@click.pass_context
def main(ctx: click.Context) -> None:
    """Conformance checks for Keras input pipelines.

    Exit status: 0 conforms, 1 does not conform, 2 the request is wrong, 3 incomplete.
    """
    if ctx.invoked_subcommand in ("check", "baseline"):
        from conformance.cli._config import defaults

        ctx.default_map = defaults(ctx.invoked_subcommand)
