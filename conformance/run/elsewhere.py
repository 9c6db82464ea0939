"""A second process that builds the same pipeline, where something that must not matter is changed.

It imports TensorFlow beside the first one's work and is asked when that is done, so that two
processes never read or write the user's files at once. What is changed: Python's hash seed (ids from
``hash``, vocabularies from a ``set``) and the order in which folders are listed. A person's script is
run again in a new process each time, up to the same call of fit: with nothing changed, that is the
second build of what it gave to fit.

    python -m conformance.run.elsewhere [script]   requests as JSON lines on standard input
"""

from __future__ import annotations

import functools
import json
import os
import pickle
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from typing import Any, Callable, Dict, Iterable, List, Mapping, Optional, Tuple

from conformance.registry import select
from conformance.run import subject
from conformance.run.processes import end

HASH_SEED, FOLDERS = "Python's hash seed", "the order of folders"
CHANGES = (HASH_SEED, FOLDERS)
SEED = "4242"  # any but the first process's own, which is drawn
SEED_IN, OURS = "PYTHONHASHSEED", "CONFORMANCE_HASH_SEED"
POLL = 0.02
# Bound here: the user's code may replace anything in any module.
_encode, _decode, _sleep = json.JSONEncoder().encode, json.JSONDecoder().decode, time.sleep


def changes_of(environment: Mapping[str, str]) -> Tuple[str, ...]:
    """What may be changed for the other process: not a hash seed that the user has set.

    It is set for a purpose, and is then the same in each process. Where the kit has set it, which
    ``OURS`` says, it is not the user's.
    """
    given = environment.get(SEED_IN, "")
    free = given in ("", "random") or environment.get(OURS) == given
    return CHANGES if free else (FOLDERS,)


class Twin:
    """The other process; ``close`` ends it.

    Started before it is needed, but for scripts: one process runs a script once, and decides itself
    when and how TensorFlow is imported.
    """

    def __init__(self, *, scripts: bool = False) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="conformance-", dir=subject.SOURCES_IN)
        self._count = 0
        self._scripts = scripts
        # As they are now: a script may change both before it is run again.
        self._environment, self._here = dict(os.environ), os.getcwd()
        self.changes = changes_of(self._environment)
        self._process = None if scripts else self._start(*self.changes)
        self.why = ""  # why the last request was not answered

    def _start(self, *changes: str) -> subprocess.Popen:
        seed = {"PYTHONHASHSEED": SEED} if HASH_SEED in changes else {}
        return subprocess.Popen(
            [sys.executable, "-m", "conformance.run.elsewhere", *["script"] * self._scripts],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**self._environment, **seed},
            cwd=self._here,
        )

    def ask(
        self,
        target: Dict[str, Any],
        *,
        batches: int,
        seconds: float,
        changes: List[str],
        patience: float = 0.0,
        whole: bool = False,
    ) -> Any:
        """The contents of the pipeline there, or with ``whole`` its Pass.

        None where it raised, ended or took too long; ``why`` says which.

        Args:
            patience: seconds until the pipeline is there, beside those for reading it.
        """
        self._count += 1
        if self._process is None or self._process.poll() is not None or self._scripts:
            # It was ended for the last target: not for this one.
            self._end()
            self._process = self._start(*(changes if self._scripts else self.changes))
        out = os.path.join(self._folder.name, str(self._count))
        request = dict(target=target, out=out, batches=batches, seconds=seconds, changes=changes)
        request.update(whole=whole)
        self.why = "it ended without an answer"
        assert self._process.stdin is not None
        try:
            self._process.stdin.write((_encode(request) + "\n").encode())
            self._process.stdin.flush()
        except (BrokenPipeError, ValueError):
            return None
        ends = time.time() + patience + 2 * seconds + 5
        while time.time() < ends:
            if os.path.exists(out):
                return self._answer(out, whole)
            if self._process.poll() is not None:
                return self._answer(out, whole) if os.path.exists(out) else None
            _sleep(POLL)
        self.why = "it took too long"
        self._end()
        return None

    def _answer(self, out: str, whole: bool) -> Any:
        with open(out, encoding="utf-8") as file:
            answer = _decode(file.read())
        self.why = answer.get("failure", "")
        if self.why:
            return None
        if not whole:
            return answer
        with open(out + ".pass", "rb") as stored:
            return pickle.load(stored)

    def fresh(self) -> None:
        """Begin with a new process: what the last one drew is drawn again."""
        self._end()
        self._process = None if self._scripts else self._start(*self.changes)

    def _end(self) -> None:
        if self._process is not None:
            end(self._process)

    def close(self) -> None:
        self._end()
        self._folder.cleanup()


@dataclass
class Asker:
    """One target, and the process to ask for it.

    Args:
        cost: seconds until the pipeline is there: those that a script takes to its call of fit.
    """

    twin: Twin
    target: Dict[str, Any]
    cost: float = 0.0

    def __call__(self, **limits: Any) -> Optional[Dict[str, Any]]:
        return self.twin.ask(self.target, patience=3 * self.cost, **limits)

    @property
    def changes(self) -> Tuple[str, ...]:
        return self.twin.changes

    def again(self, **limits: Any) -> Any:
        """A Pass over a second build, nothing changed; None where there is none, and ``why``."""
        return self.twin.ask(self.target, patience=3 * self.cost, changes=[], whole=True, **limits)

    @property
    def why(self) -> str:
        return self.twin.why

    def fresh(self) -> None:
        self.twin.fresh()


def wanted(
    only: Iterable[str] = (), skip: Iterable[str] = (), names: Iterable[str] = ("elsewhere",)
) -> bool:
    """Whether a check that was chosen asks for what another process makes."""
    return any(set(names) & set(check.asks) for check in select(only, skip))


def main() -> None:
    """Answer each request with a file that is whole or not there."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    if sys.argv[1:] == ["script"]:
        _run_script(json.loads(sys.stdin.readline()))
        return
    from conformance import compat

    compat.tensorflow()
    for line in sys.stdin:
        request = json.loads(line)
        _answered(request, functools.partial(_made, request))
        compat.clear_session()


def _answered(request: Dict[str, Any], make: Callable[[], Any]) -> None:
    """Write what ``make`` gives, or why it gives nothing."""
    from conformance.observe import contents

    try:
        made = make()
        answer = contents.of(made)
        if request["whole"]:
            with open(request["out"] + ".pass", "wb") as stored:
                pickle.dump(made, stored)
    except BaseException as error:  # the user's code may do anything; nothing is judged by it
        answer = {"failure": f"{type(error).__name__}: {error}"}
    part = request["out"] + ".part"
    with open(part, "w", encoding="utf-8") as file:
        file.write(_encode(answer))
    os.replace(part, request["out"])


def _made(request: Dict[str, Any]) -> Any:
    from conformance.run.subject import from_targets

    if FOLDERS in request["changes"]:
        _reverse_folders()
    return _read(from_targets(**request["target"]), request)


def _run_script(request: Dict[str, Any]) -> None:
    """Run the script to its call, answer with what that was given, and end there."""
    from conformance.run import script

    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)  # the requests come that way, and are not what it would read
    sys.stdin = os.fdopen(0, closefd=False)
    if FOLDERS in request["changes"]:
        _reverse_folders()

    def reached(found: Any, *_: Any) -> None:
        _answered(request, lambda: _read(found, request))
        os._exit(0)

    def run() -> Any:
        script.run(
            script.Script(**request["target"]["script"]), reached, folder=request["out"] + ".folder"
        )

    _answered(request, run)


def _read(found: subject.Subject, request: Dict[str, Any]) -> Any:
    from conformance.observe.elements import observe_pass
    from conformance.observe.kinds import elements_of, kind_of

    pipeline = found.make()
    kind = kind_of(pipeline)
    read: Callable[[], Any] = lambda: elements_of(pipeline, kind, found.fit)  # noqa: E731
    options = dict(seconds=request["seconds"], max_batches=request["batches"])
    return observe_pass(read, lists=kind != "dataset", keep=not request["whole"], **options)


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
