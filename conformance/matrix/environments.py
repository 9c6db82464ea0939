"""Make an isolated environment for one TensorFlow, once, and keep it."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import shutil
import subprocess
from typing import Any, Callable, List, Optional, Sequence

from conformance.matrix.interpreters import find
from conformance.matrix.tensorflows import TensorFlow, requirement_here

MARKER = "conformance.json"  # written last: an environment without it is unfinished
LIMIT = 1800.0  # seconds that making one, with its downloads, may take
PROJECT = "keras-pipeline-conformance"
# What `conformance check` imports, for a copy of the package that no installer knows; a test
# holds this to pyproject.toml.
DEPENDENCIES = (
    "click>=8",
    "jinja2",
    "junitparser",
    "numpy",
    "psutil",
    "rich",
    "tomli; python_version < '3.11'",
)

Tell = Callable[[str], None]


class Unavailable(Exception):
    """A column that cannot be made here, and why; the other columns are none the worse."""


def dependencies() -> List[str]:
    """What this project needs beside TensorFlow, from its metadata where it is installed."""
    from importlib import metadata

    try:
        found = metadata.requires(PROJECT)
    except metadata.PackageNotFoundError:
        found = None
    if not found:
        return list(DEPENDENCIES)
    return [requirement for requirement in found if "extra ==" not in requirement]


def requirements(row: TensorFlow, more: Sequence[str] = ()) -> List[str]:
    """Everything that one environment is asked to hold."""
    first = requirement_here(row, platform.system(), platform.machine())
    return [first, *row.pins, *dependencies(), *more]


def make(row: TensorFlow, *, more: Sequence[str], cache: str, tell: Tell) -> str:
    """The interpreter of an environment with this TensorFlow; made unless it is there already.

    Args:
        more: further requirements, for the pipeline's own sake.
        cache: the folder that keeps environments between runs.
        tell: what is done, for a person who waits.

    Raises:
        Unavailable: no such Python here, or an installer that fails.
    """
    wanted = requirements(row, more)
    found = (
        find(row.pythons) if row.pythons else find([platform.python_version().rpartition(".")[0]])
    )
    if found is None:
        names = " or ".join(row.pythons)
        raise Unavailable(
            f"no Python {names} found here (on PATH, of pyenv or of uv; "
            f"`uv python install {row.pythons[0]}` fetches one)"
        )
    version, interpreter = found
    folder = os.path.join(cache, "environments", f"{row.name}-{digest([version, wanted])}")
    python = _python_in(folder)
    marker = os.path.join(folder, MARKER)
    if os.path.exists(marker) and os.path.exists(python):
        return python
    tell(f"making an environment with Python {version} and {wanted[0]}")
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(os.path.dirname(folder), exist_ok=True)
    uv = shutil.which("uv")
    if uv:
        _run([uv, "venv", "--quiet", "--no-project", "--python", interpreter, folder])
        _run([uv, "pip", "install", "--quiet", "--python", python, *wanted])
    else:
        _run([interpreter, "-m", "venv", folder])
        quiet = ["--quiet", "--disable-pip-version-check", "--no-input"]
        _run([python, "-m", "pip", "install", *quiet, *wanted])
    with open(marker, "w", encoding="utf-8") as file:
        json.dump({"python": version, "requirements": wanted}, file, indent=1)
    return python


def digest(value: Any) -> str:
    """A short name for anything JSON can hold."""
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:12]


def isolated(path: Optional[str] = None) -> dict:
    """The variables of this process without those that point an interpreter elsewhere.

    Args:
        path: goes first on PYTHONPATH; what the user has there stays, for their own modules.
    """
    dropped = ("PYTHONHOME", "VIRTUAL_ENV", "CONDA_PREFIX", "__PYVENV_LAUNCHER__")
    kept = {name: value for name, value in os.environ.items() if name not in dropped}
    if path:
        kept["PYTHONPATH"] = os.pathsep.join([path, *filter(None, [kept.get("PYTHONPATH")])])
    return kept


def _python_in(folder: str) -> str:
    parts = ("Scripts", "python.exe") if os.name == "nt" else ("bin", "python")
    return os.path.join(folder, *parts)


def _run(command: List[str]) -> None:
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=LIMIT, env=isolated(), check=False
        )
    except subprocess.TimeoutExpired as error:
        raise Unavailable(f"{_said(command)}: no end after {LIMIT:.0f} s") from error
    if done.returncode != 0:
        raise Unavailable(f"{_said(command)} failed: {_why(done.stderr or done.stdout)}")


def _said(command: List[str]) -> str:
    name = os.path.splitext(os.path.basename(command[0]))[0]
    verb = "install" if "install" in command else "venv"
    return (
        f"{name} {verb}" if name != "uv" else f"uv {'pip install' if verb == 'install' else verb}"
    )


def _why(text: str) -> str:
    """The lines of an installer's complaint in one, without its drawing."""
    lines = [line.strip(" ×╰─▶│├╴╵") for line in text.splitlines()]
    return " ".join(line for line in lines if line)[-400:] or "it said nothing"
