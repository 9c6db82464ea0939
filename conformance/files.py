"""Files: written whole or not at all, and TOML read on every Python."""

from __future__ import annotations

import os
import tempfile
from typing import Any, Optional

import click


def write(text: str, output: Optional[str]) -> None:
    """To standard output, or to a file that is whole or not there.

    Raises:
        click.UsageError: there is no such folder.
    """
    if output is None:
        click.echo(text)
        return
    folder = os.path.dirname(os.path.abspath(output))
    if not os.path.isdir(folder):
        raise click.UsageError(f"there is no folder {folder!r} to write {output!r} in")
    write_whole(output, text if text.endswith("\n") else text + "\n")


def write_whole(path: str, text: str) -> None:
    """Replace a file in one step: a run that is interrupted leaves no half of it."""
    folder = os.path.dirname(os.path.abspath(path))
    handle, temporary = tempfile.mkstemp(dir=folder, suffix=".part")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    mask = os.umask(0)  # mkstemp makes files that only their owner reads
    os.umask(mask)
    os.chmod(temporary, 0o666 & ~mask)
    os.replace(temporary, path)


def toml() -> Any:
    """The standard library's reader, or tomli before Python 3.11."""
    try:
        import tomllib
    except ImportError:
        import tomli as tomllib  # type: ignore[no-redef]
    return tomllib
