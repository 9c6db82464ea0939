"""Child processes, ended with everything they started."""

from __future__ import annotations

import subprocess


def end(process: subprocess.Popen) -> None:
    """End a child and every process it started (worker pools included)."""
    import psutil

    try:
        family = psutil.Process(process.pid).children(recursive=True)
    except psutil.NoSuchProcess:
        family = []
    for member in family:
        try:
            member.kill()
        except psutil.NoSuchProcess:
            continue
    process.kill()
    process.wait()
