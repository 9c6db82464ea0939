"""A second process that builds the same pipeline where something that must not matter is changed.

It imports TensorFlow beside the first one's work and is asked when that is done, so that two
processes never read or write the user's files at once. What is changed: Python's hash seed (ids from
``hash``, vocabularies from a ``set``) and the order in which folders are listed.

    python -m conformance.run.elsewhere    requests as JSON lines on standard input
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from typing import Any, Callable, Dict, Iterable, List, Optional, Tuple

from conformance.registry import select
from conformance.run import subject
from conformance.run.processes import end

HASH_SEED, FOLDERS = "Python's hash seed", "the order of folders"
CHANGES = (HASH_SEED, FOLDERS)
SEED = "4242"  # any but the first process's own, which is drawn
POLL = 0.02
# Bound here: the user's code may replace anything in any module.
_encode, _decode, _sleep = json.JSONEncoder().encode, json.JSONDecoder().decode, time.sleep


class Twin:
    """The other process, started before it is needed; ``close`` ends it."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="conformance-", dir=subject.SOURCES_IN)
        self._count = 0
        self._process = self._start()

    def _start(self) -> subprocess.Popen:
        environment = {**os.environ, "PYTHONHASHSEED": SEED}
        return subprocess.Popen(
            [sys.executable, "-m", "conformance.run.elsewhere"],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=environment,
        )

    def ask(
        self, target: Dict[str, Any], *, batches: int, seconds: float, changes: List[str]
    ) -> Optional[Dict[str, Any]]:
        """The contents of the pipeline there; None where it raised, ended or took too long."""
        self._count += 1
        if self._process.poll() is not None:  # it was ended for the last target: not for this one
            self._process = self._start()
        out = os.path.join(self._folder.name, str(self._count))
        request = dict(target=target, out=out, batches=batches, seconds=seconds, changes=changes)
        assert self._process.stdin is not None
        try:
            self._process.stdin.write((_encode(request) + "\n").encode())
            self._process.stdin.flush()
        except (BrokenPipeError, ValueError):
            return None
        ends = time.time() + 2 * seconds + 5
        while time.time() < ends and self._process.poll() is None:
            if os.path.exists(out):
                with open(out, encoding="utf-8") as file:
                    answer = _decode(file.read())
                return answer if "components" in answer else None
            _sleep(POLL)
        end(self._process)
        return None

    def fresh(self) -> None:
        """Begin with a new process: what the last one drew is drawn again."""
        end(self._process)
        self._process = self._start()

    def close(self) -> None:
        end(self._process)
        self._folder.cleanup()


@dataclass
class Asker:
    """One target, and the process to ask for it."""

    twin: Twin
    target: Dict[str, Any]
    changes: Tuple[str, ...] = CHANGES

    def __call__(self, **limits: Any) -> Optional[Dict[str, Any]]:
        return self.twin.ask(self.target, **limits)

    def fresh(self) -> None:
        self.twin.fresh()


def wanted(only: Iterable[str] = (), skip: Iterable[str] = ()) -> bool:
    """Whether a check that was chosen asks for what another process makes."""
    return any("elsewhere" in check.asks for check in select(only, skip))


def main() -> None:
    """Answer each request with a file that is whole or not there."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    from conformance import compat

    compat.tensorflow()
    for line in sys.stdin:
        request = json.loads(line)
        try:
            answer = _contents(request)
        except BaseException as error:  # the user's code may do anything; nothing is judged by it
            answer = {"failure": f"{type(error).__name__}: {error}"}
        part = request["out"] + ".part"
        with open(part, "w", encoding="utf-8") as file:
            json.dump(answer, file)
        os.replace(part, request["out"])
        compat.clear_session()


def _contents(request: Dict[str, Any]) -> Dict[str, Any]:
    from conformance.observe import contents
    from conformance.observe.elements import observe_pass
    from conformance.observe.kinds import elements_of, kind_of
    from conformance.run.subject import from_targets

    if FOLDERS in request["changes"]:
        _reverse_folders()
    subject = from_targets(**request["target"])
    pipeline = subject.make()
    kind = kind_of(pipeline)
    read: Callable[[], Any] = lambda: elements_of(pipeline, kind, subject.fit)  # noqa: E731
    options = dict(seconds=request["seconds"], max_batches=request["batches"])
    return contents.of(observe_pass(read, lists=kind != "dataset", **options))


def _reverse_folders() -> None:
    """List folders the other way round: what is sorted afterwards does not notice."""
    listdir, scandir = os.listdir, os.scandir

    class _Scanned:
        def __init__(self, path: Any):
            with scandir(path) as found:
                self._entries = sorted(found, key=lambda entry: str(entry.name), reverse=True)
            self._left = iter(self._entries)

        def __iter__(self) -> Any:
            return self._left

        def __next__(self) -> Any:
            return next(self._left)

        def __enter__(self) -> Any:
            return self

        def __exit__(self, *_: Any) -> None:
            return None

        def close(self) -> None:
            return None

    os.listdir = lambda path=".": sorted(listdir(path), key=str, reverse=True)  # type: ignore[assignment]
    os.scandir = lambda path=".": _Scanned(path)  # type: ignore[assignment, misc]


if __name__ == "__main__":
    main()
    os._exit(0)  # leftover pipeline threads must not keep it alive
