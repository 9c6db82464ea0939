"""Child processes with a time limit: for what may hang, crash or needs its own environment."""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
import tempfile
import time
from typing import Any, Dict, List, NamedTuple, Optional

from conformance.run.processes import end

POLL = 0.05  # seconds


class Attempt(NamedTuple):
    """How a call in a child process ended."""

    how: str  # returned | raised | hung | died
    value: Any = None  # what it returned; "Type: message"; None; the exit status


def attempt(
    target: str,
    *,
    timeout: float,
    environment: Optional[Dict[str, Optional[str]]] = None,
    **arguments: Any,
) -> Attempt:
    """Call ``module:function`` with JSON arguments in a fresh interpreter.

    Args:
        timeout: seconds after which the child and all it started are killed, and the attempt
            counts as hung. It includes the import of TensorFlow.
        environment: variables for the child, on top of this process'; None removes one.
    """
    with tempfile.TemporaryDirectory(prefix="conformance-claims-") as folder:
        answer = os.path.join(folder, "answer.json")
        process = start(
            [
                "-c",
                "from conformance.claims.children import answer; answer()",
                target,
                answer,
                json.dumps(arguments),
            ],
            log=os.path.join(folder, "log"),
            environment=environment,
        )
        deadline = time.monotonic() + timeout
        while process.poll() is None and time.monotonic() < deadline:
            time.sleep(POLL)
        alive = process.poll() is None
        end(process)
        if os.path.exists(answer):
            with open(answer, encoding="utf-8") as file:
                return Attempt(*json.load(file))
        return Attempt("hung") if alive else Attempt("died", process.returncode)


def start(
    arguments: List[str], *, log: str, environment: Optional[Dict[str, Optional[str]]] = None
) -> subprocess.Popen:
    """A Python child with the variables of a CPU run; its output goes to ``log``."""
    wanted = {**os.environ, **(environment or {})}
    variables = {name: value for name, value in wanted.items() if value is not None}
    variables.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    variables.setdefault("CUDA_VISIBLE_DEVICES", "-1")
    with open(log, "wb") as file:
        return subprocess.Popen(
            [sys.executable, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
            env=variables,
        )


def answer() -> None:
    """The child's side of :func:`attempt`: MODULE:FUNCTION, the file to answer in, arguments."""
    target, path, arguments = sys.argv[1:]
    module, _, name = target.partition(":")
    function = getattr(importlib.import_module(module), name)
    try:
        outcome = ("returned", function(**json.loads(arguments)))
    except Exception as error:
        outcome = ("raised", f"{type(error).__name__}: {error}")
    with open(path + ".part", "w", encoding="utf-8") as file:
        json.dump(outcome, file)
    os.replace(path + ".part", path)
    os._exit(0)  # threads that still wait for data must not keep the child alive
