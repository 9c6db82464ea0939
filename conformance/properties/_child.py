"""Run `fuzz` in a process of its own: the parent stays light and outlives a crash or a hang."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from typing import Any, Dict

# Beyond the budget: importing TensorFlow, shrinking what was found, and one slow last example.
MARGIN = 180.0


class Refused(Exception):
    """The target cannot be fuzzed: the request is wrong."""


def fuzz_in_child(target: str, *, options: Dict[str, Any]) -> Dict[str, Any]:
    """`fuzz(target, **options).to_dict()`, made in a child.

    Raises:
        Refused: the target cannot be resolved or lacks what nothing can replace.
    """
    with tempfile.TemporaryDirectory(prefix="conformance-") as folder:
        output = os.path.join(folder, "report.json")
        environment = {"TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": "-1", **os.environ}
        child = subprocess.Popen(
            [sys.executable, "-m", "conformance.properties"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=environment,
            start_new_session=os.name == "posix",
        )
        request = json.dumps({"target": target, "output": output, "options": options})
        why = ""
        try:
            log, _ = child.communicate(request.encode(), timeout=options["budget"] + MARGIN)
        except subprocess.TimeoutExpired:
            _end(child)
            log, _ = child.communicate()
            why = (
                f"no answer within the budget of {options['budget']:.0f} s and {MARGIN:.0f} s more"
            )
        if os.path.exists(output):
            with open(output, encoding="utf-8") as file:
                answer = json.load(file)
            if "refused" in answer:
                raise Refused(answer["refused"])
            return answer["report"]
        tail = [line for line in log.decode("utf-8", "replace").splitlines() if line.strip()]
        why = why or f"the process ended with status {child.returncode}"
        return _interrupted(target, f"{why}; its last words: {tail[-1] if tail else 'none'}")


def _end(child: subprocess.Popen) -> None:
    if os.name == "posix":
        os.killpg(child.pid, signal.SIGKILL)
    else:
        child.kill()


def _interrupted(target: str, why: str) -> Dict[str, Any]:
    from conformance.results import Report

    report = Report(target)
    report.interrupted = why
    nothing: Dict[str, Any] = {"layers": {}, "costs": {}, "judged": {}, "counterexamples": []}
    return {**report.to_dict(), "fuzz": {"seed": None, **nothing}}
