"""Child processes: ended with everything they started, whoever dies first, and how they ended.

On Linux a process can adopt the orphans below it, so that also what a pipeline detached from its
session is found again; elsewhere such a process is missed, and all others are ended.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from typing import Any, Iterator, List, Optional

PREFIX = "conformance-"
MARK = "CONFORMANCE_RUN"  # in the environment of a child: the folder of its run
LOCK = ".in-use"  # held while the folder is in use, by whoever will remove it
NONE_LEFT = -1  # no wait status is negative
ROUNDS = 20  # looks for processes that were started while others were ended
PATIENCE = 5.0  # seconds for a guardian to end what it guards
GUARD_POLL = 0.1  # seconds between a guardian's looks at what it guards
# Linux: <linux/prctl.h>
SET_PDEATHSIG, SET_CHILD_SUBREAPER = 1, 36


def end(process: subprocess.Popen) -> None:
    """End a child and every process it started (worker pools included)."""
    for _ in range(ROUNDS):
        if not _kill_below(process.pid):
            break
    process.kill()
    process.wait()


def finish(process: subprocess.Popen) -> None:
    """End a child that guards itself (:func:`guarded`) and everything below it."""
    if process.poll() is None and os.name == "posix":
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(PATIENCE)
    if process.poll() is None:
        end(process)


def end_marked(folder: str) -> None:
    """End what this process adopted of a child: whatever has ``MARK`` in its environment."""
    import psutil

    for member in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.Error):
            if member.environ().get(MARK) == folder:
                member.kill()


def ending(code: int) -> str:
    """How a process with this return code ended, as a sentence goes on."""
    if code >= 0:
        return f"the process exited with status {code}"
    try:
        name = signal.Signals(-code).name
    except ValueError:
        name = str(-code)
    return f"the process was killed by signal {name}"


def _kill_below(pid: int) -> int:
    """Kill what a process started, and what that started; how many there were."""
    import psutil

    try:
        family = psutil.Process(pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return 0
    alive = 0
    for member in family:
        with contextlib.suppress(psutil.NoSuchProcess):
            alive += member.status() != psutil.STATUS_ZOMBIE
            member.kill()
    return alive


# --- on Linux -----------------------------------------------------------------------------------


def adopt_orphans() -> bool:
    """Become the parent of what is orphaned below this process; False where that cannot be."""
    return _prctl(SET_CHILD_SUBREAPER, 1)


def die_with_parent(number: int) -> bool:
    """Be sent a signal when the parent dies, however it dies; False where that cannot be."""
    return _prctl(SET_PDEATHSIG, number)


def _prctl(option: int, value: int) -> bool:
    if not sys.platform.startswith("linux"):
        return False
    import ctypes

    try:
        return ctypes.CDLL(None, use_errno=True).prctl(option, value, 0, 0, 0) == 0
    except (OSError, AttributeError):  # a C library without it
        return False


# --- the guardian of a child --------------------------------------------------------------------


def guarded(parent: int, folder: str) -> None:
    """Go on in a process of its own, which this one guards and never returns from here.

    When the work ends, or the parent dies, or asks for it by SIGTERM, nothing that the work
    started outlives it. Where the parent died, its folder is removed as well. The guardian ends
    as the work did. Windows has no fork: there, the work goes on unguarded.
    """
    if not hasattr(os, "fork"):
        return
    import psutil  # noqa: F401 - not when it is needed: what the work may have deleted is read now

    asked: List[int] = []
    signal.signal(signal.SIGTERM, lambda number, frame: asked.append(number))
    die_with_parent(signal.SIGTERM)
    adopt_orphans()
    work = os.fork()
    if work == 0:
        os.setpgid(0, 0)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        die_with_parent(signal.SIGKILL)
        return
    status = None
    while status is None and not asked and os.getppid() == parent:
        status = _reap(work)
        if status is None:
            time.sleep(GUARD_POLL)
    for _ in range(ROUNDS):
        with contextlib.suppress(OSError):  # the group is gone
            os.killpg(work, signal.SIGKILL)
        _kill_below(os.getpid())
        if _reap(work, status) == NONE_LEFT:
            break
        time.sleep(GUARD_POLL / 5)
    if os.getppid() != parent:
        shutil.rmtree(folder, ignore_errors=True)
    _end_as(status)


def _reap(work: int, status: Optional[int] = None) -> Optional[int]:
    """Collect what ended below; the wait status of the work once it did, NONE_LEFT after all."""
    while True:
        try:
            pid, ended = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return NONE_LEFT
        if pid == work and status is None:
            return ended
        if pid == 0:
            return None


def _end_as(status: Optional[int]) -> None:
    if status is None or status == NONE_LEFT:
        os._exit(1)
    if os.WIFSIGNALED(status):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # the work left its own
        number = os.WTERMSIG(status)
        if number not in (signal.SIGKILL, signal.SIGSTOP):
            signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)
    os._exit(os.WEXITSTATUS(status))


# --- a folder that does not stay ----------------------------------------------------------------


@contextlib.contextmanager
def temporary_folder() -> Iterator[str]:
    """A folder for one run, removed at its end; those that killed runs left are removed first."""
    remove_abandoned()
    folder = tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-")
    lock = _locked(os.path.join(folder, LOCK))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        if lock is not None:
            os.close(lock)


def remove_abandoned() -> None:
    """Remove this user's folders of runs that were killed: nobody holds their lock any more."""
    if not hasattr(os, "getuid"):
        return
    root = tempfile.gettempdir()
    for name in os.listdir(root):
        folder = os.path.join(root, name)
        path = os.path.join(folder, LOCK)
        if not name.startswith(PREFIX) or not os.path.isfile(path):
            continue
        if os.path.islink(folder) or os.stat(folder).st_uid != os.getuid():
            continue
        lock = _locked(path, create=False)
        if lock is not None:
            shutil.rmtree(folder, ignore_errors=True)
            os.close(lock)


def _locked(path: str, *, create: bool = True) -> Any:
    """A file descriptor that holds the lock; None where another has it, or there are no locks."""
    try:
        import fcntl
    except ImportError:  # Windows
        return None
    try:
        handle = os.open(path, os.O_RDWR | (os.O_CREAT if create else 0), 0o600)
    except OSError:  # removed meanwhile
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        return None
    return handle


@contextlib.contextmanager
def orderly() -> Iterator[None]:
    """Let SIGTERM and SIGHUP unwind, so that what is to be ended and removed is; then die of them.

    Only where nobody else handles them, and in the main thread alone, as Python wants it.
    """
    import threading

    numbers = [getattr(signal, name, None) for name in ("SIGTERM", "SIGHUP")]
    main = threading.current_thread() is threading.main_thread()
    ours = [n for n in numbers if n and main and signal.getsignal(n) == signal.SIG_DFL]
    caught: List[int] = []

    def unwind(number: int, frame: Any) -> None:
        if not caught:
            caught.append(number)
            raise SystemExit(128 + number)

    for number in ours:
        signal.signal(number, unwind)
    try:
        yield
    finally:
        for number in ours:
            signal.signal(number, signal.SIG_DFL)
        if caught:
            os.kill(os.getpid(), caught[0])
