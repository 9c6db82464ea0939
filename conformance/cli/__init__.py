"""The command line: one module a command, found when it is asked for. Nothing heavy is imported."""

from __future__ import annotations

import contextlib
import difflib
import importlib
import os
import signal
import sys
import threading
import traceback
from typing import Any, Iterator, List, Optional

import click

from conformance import __version__

# Command -> the module with a click command of that name. The order is that of the help.
COMMANDS = {
    "check": "conformance.cli.check",
    "run": "conformance.cli.run",
    "look": "conformance.cli.look",
    "explain": "conformance.cli.explain",
    "new": "conformance.cli.new",
    "baseline": "conformance.cli.baseline",
    "profile": "conformance.cli.profile",
    "compare": "conformance.cli.compare",
    "init": "conformance.cli.init",
    "fuzz": "conformance.cli.fuzz",
    "replay": "conformance.cli.replay",
    "matrix": "conformance.matrix.command",
}

USAGE, INCOMPLETE, INTERRUPTED = 2, 3, 130
DEBUG = "CONFORMANCE_DEBUG"


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

    def main(self, *args: Any, standalone_mode: bool = True, **extra: Any) -> Any:  # type: ignore[override]
        """Run, and leave with an exit status that means what the help says.

        A traceback would end with 1, "does not conform", and so would most of click's own errors.
        """
        if not standalone_mode or "_CONFORMANCE_COMPLETE" in os.environ:
            return super().main(*args, standalone_mode=standalone_mode, **extra)  # type: ignore[call-overload]
        with _signals_as_exceptions():
            sys.exit(self._status(*args, **extra))

    def _status(self, *args: Any, **extra: Any) -> int:
        try:
            status = super().main(*args, standalone_mode=False, **extra)  # type: ignore[call-overload]
            sys.stdout.flush()
            return status if isinstance(status, int) else 0
        except click.ClickException as error:
            _show(error)
            return USAGE
        except (click.Abort, KeyboardInterrupt):
            click.echo("interrupted", err=True)
            return INTERRUPTED
        except OSError as error:
            from conformance.files import close_standard_output

            close_standard_output()
            if isinstance(error, BrokenPipeError):  # `conformance explain | head`: nobody reads on
                return 0
            click.echo(f"Error: {error}", err=True)  # a full disk, no permission, no more memory
            return INCOMPLETE
        except Exception as error:
            click.echo(_defect(error), err=True)
            return INCOMPLETE


def _show(error: click.ClickException) -> None:
    """A wrong request in one line; the help alone for a command without anything."""
    if isinstance(error, getattr(click.exceptions, "NoArgsIsHelpError", ())):
        error.show()
        return
    help_at = ""
    if isinstance(error, click.MissingParameter) and error.ctx is not None:
        help_at = f" (see {error.ctx.command_path} --help)"
    click.echo(f"Error: {error.format_message()}{help_at}", err=True)


def _defect(error: Exception) -> str:
    """One line for what must never happen; its traceback on request."""
    if os.environ.get(DEBUG):
        return traceback.format_exc()
    told = f"{type(error).__name__}: {' '.join(str(error).split())}"[:300]
    return f"This is a defect of conformance, not of your pipeline: {told} (traceback: {DEBUG}=1)"


@contextlib.contextmanager
def _signals_as_exceptions() -> Iterator[None]:
    """Let a signal that ends the process pass the `finally` of whoever holds a file or a child."""

    def leave(number: int, frame: Any) -> None:
        raise SystemExit(128 + number)

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {}
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:
            before[number] = signal.signal(number, leave)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="conformance")
def main() -> None:
    """Conformance checks for Keras input pipelines.

    Exit status: 0 conforms, 1 does not conform, 2 the request is wrong, 3 incomplete,
    130 interrupted.
    """
