"""Child processes: ended with everything they started, and how they ended."""

from __future__ import annotations

import signal
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


def ending(code: int) -> str:
    """How a process with this return code ended, as a sentence goes on."""
    if code >= 0:
        return f"the process exited with status {code}"
    try:
        name = signal.Signals(-code).name
    except ValueError:
        name = str(-code)
    return f"the process was killed by signal {name}"
