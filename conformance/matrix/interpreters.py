"""Find Pythons on this machine: the one that runs, on PATH, of pyenv, of uv. Downloads none."""

from __future__ import annotations

import functools
import glob
import os
import shutil
import subprocess
import sys
from typing import Iterable, Iterator, Optional, Tuple

from conformance.matrix.versions import key

ASK = "import sys; print('%d.%d' % sys.version_info[:2])"
LIMIT = 30.0  # seconds an interpreter may take to say its version


def find(wanted: Iterable[str]) -> Optional[Tuple[str, str]]:
    """The first of these versions that is there, e.g. ("3.9", "/usr/bin/python3.9")."""
    for version in wanted:
        for path in _candidates(version):
            if answers(path) == version:
                return version, path
    return None


@functools.lru_cache(maxsize=None)
def answers(path: str) -> Optional[str]:
    """The version an interpreter says it is; None when it does not run.

    A name on PATH is not enough: pyenv's shims stand for versions that are not selected, and
    Windows has a ``python3`` that only opens a shop.
    """
    try:
        done = subprocess.run(
            [path, "-c", ASK], capture_output=True, text=True, timeout=LIMIT, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() if done.returncode == 0 else None


def _candidates(version: str) -> Iterator[str]:
    yield sys.executable
    for name in (f"python{version}", "python3", "python"):
        path = shutil.which(name)
        if path:
            yield path
    root = os.environ.get("PYENV_ROOT") or os.path.join(os.path.expanduser("~"), ".pyenv")
    found = glob.glob(os.path.join(root, "versions", f"{version}.*", "bin", "python"))
    found += glob.glob(os.path.join(root, "pyenv-win", "versions", f"{version}.*", "python.exe"))
    yield from sorted(found, key=key, reverse=True)
    uv = shutil.which("uv")
    if uv:
        done = subprocess.run(
            [uv, "python", "find", "--no-project", version],
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "UV_PYTHON_DOWNLOADS": "never"},
        )
        if done.returncode == 0 and done.stdout.strip():
            yield done.stdout.strip()
