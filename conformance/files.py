"""Files: written whole or not at all, and TOML read on every Python."""

from __future__ import annotations

import contextlib
import os
import stat
import sys
import tempfile
from typing import Any, Dict, Optional

import click


class Unwritten(click.UsageError):
    """A place that could not be written; what was meant for it is on standard output."""


def write(text: str, output: Optional[str]) -> None:
    """To standard output, or to a file that is whole or not there.

    Raises:
        Unwritten: the place cannot be written; the text then went to standard output.
    """
    if output is None:
        say(text)
        return
    why = refusal(output)
    if not why:
        try:
            write_whole(output, text if text.endswith("\n") else text + "\n")
            return
        except BrokenPipeError:  # the reader of a FIFO has seen enough
            return
        except OSError as error:
            why = f"{output!r} cannot be written: {error.strerror or error}"
    say(text)
    raise Unwritten(f"{why}; it went to standard output")


def say(text: str) -> None:
    """Print, whatever the encoding of standard output.

    Raises:
        Unwritten: standard output cannot be written; that its reader left is no error.
    """
    try:
        try:
            click.echo(text)
        except UnicodeEncodeError as error:
            click.echo(text.encode(error.encoding, "backslashreplace").decode(error.encoding))
    except BrokenPipeError:
        close_standard_output()
    except OSError as error:
        close_standard_output()
        why = f"standard output cannot be written: {error.strerror or error}"
        raise Unwritten(why) from error


def close_standard_output() -> None:
    """Nothing more can be said there: the interpreter's last flush must not fail on it again."""
    with contextlib.suppress(OSError, ValueError):  # a stream without a descriptor
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def refusal(path: str) -> str:
    """Why a file cannot be written there, as far as looking tells; "" where it can."""
    there = None
    try:
        place = os.path.realpath(path)
        there = os.stat(place)
    except (FileNotFoundError, NotADirectoryError):
        pass
    except (OSError, ValueError) as error:  # a name too long, a NUL, a circle of links
        return f"{path!r} cannot be written: {getattr(error, 'strerror', None) or error}"
    folder = os.path.dirname(place)
    if not path or path.endswith(("/", os.sep)) or (there and stat.S_ISDIR(there.st_mode)):
        return f"{path!r} is a folder: give the name of a file"
    if not os.path.isdir(folder):
        return f"there is no folder {os.path.dirname(path) or folder!r} to write {path!r} in"
    if there is not None and not os.access(place, os.W_OK):
        return f"{path!r} cannot be written: no permission"
    if there is None and not os.access(folder, os.W_OK):
        return f"{path!r} cannot be written: no permission in {folder!r}"
    return ""


def write_whole(path: str, text: str) -> None:
    """The same as :func:`replace`, of a text; a lone surrogate in it must not lose a report."""
    replace(path, text.encode("utf-8", "backslashreplace"))


def replace(path: str, data: bytes) -> None:
    """Replace a file in one step: a run that is interrupted leaves no half of it.

    A symbolic link stays one, and what it names is replaced. What is no regular file (a device, a
    FIFO) is written as it stands.
    """
    place = os.path.realpath(path)
    folder = os.path.dirname(place)
    plain = os.path.isfile(place) or not os.path.lexists(place)
    if not plain or not os.access(folder, os.W_OK):
        with open(place, "wb") as file:
            file.write(data)
        return
    handle, temporary = tempfile.mkstemp(dir=folder, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.chmod(temporary, _mode(place))
        os.replace(temporary, place)
    except BaseException:  # a full disk, Ctrl-C, a signal: nothing is left beside the file
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise


def _mode(place: str) -> int:
    """Permissions of the file as it is, or those of a new one; mkstemp gives it to its owner only."""
    if os.path.exists(place):
        return stat.S_IMODE(os.stat(place).st_mode)
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def read_toml(path: str) -> Dict[str, Any]:
    """A TOML file as a table.

    Raises:
        ValueError: it cannot be read or is not TOML; one line that names it.
    """
    try:
        with open(path, "rb") as file:
            text = file.read().decode("utf-8")
        return toml().loads(text)
    except OSError as error:
        raise ValueError(f"{path} cannot be read: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise ValueError(f"{path} is not valid TOML: not UTF-8 at byte {error.start}") from error
    except RecursionError as error:
        raise ValueError(f"{path} is not valid TOML: nested too deeply") from error
    except ValueError as error:  # and a path with a NUL, an integer without end
        raise ValueError(f"{path} is not valid TOML: {' '.join(str(error).split())}") from error


def toml() -> Any:
    """The standard library's reader, or tomli before Python 3.11."""
    try:
        import tomllib
    except ImportError:
        import tomli as tomllib  # type: ignore[no-redef]
    return tomllib
