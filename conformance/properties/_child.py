"""Run `fuzz` in a process of its own: the parent stays light and outlives a crash or a hang."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from typing import Any, Dict, Optional, Tuple

from conformance.run import processes

# Beyond the budget: importing TensorFlow, and shrinking what was found.
MARGIN = 180.0
# For one source, build, two epochs and a fit; a loaded machine takes seconds for the first.
SOURCE_SECONDS = 120.0
POLL = 1.0


class Refused(Exception):
    """The target cannot be fuzzed: the request is wrong."""


def fuzz_in_child(target: str, *, options: Dict[str, Any]) -> Dict[str, Any]:
    """`fuzz(target, **options).to_dict()`, made in a child.

    Where the child crashes or hangs, a second one says on which source it did.

    Raises:
        Refused: the target cannot be resolved or lacks what nothing can replace.
    """
    with tempfile.TemporaryDirectory(prefix="conformance-") as folder:
        output, journal = (os.path.join(folder, name) for name in ("report.json", "case.pickle"))
        request = {"target": target, "output": output, "journal": journal, "options": options}
        answer, why, words = _ask(request, limit=options["budget"] + MARGIN, watched=journal)
        if answer is None and os.path.exists(journal):
            answer, _, _ = _ask({**request, "ended": why}, limit=MARGIN)
        if answer is None:
            return _interrupted(target, f"{why}; its last words: {words}")
        if "refused" in answer:
            raise Refused(answer["refused"])
        return answer["report"]


def _ask(
    request: Dict[str, Any], *, limit: float, watched: str = ""
) -> Tuple[Optional[Dict[str, Any]], str, str]:
    """The answer of a child or None, how it ended, and its last words.

    Args:
        limit: seconds for everything.
        watched: a journal; the child is ended when it has been at one source for too long.
    """
    child = subprocess.Popen(
        [sys.executable, "-m", "conformance.properties"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env={"TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": "-1", **os.environ},
        start_new_session=os.name == "posix",
    )
    given: Optional[bytes] = json.dumps(request).encode()
    end, why = time.monotonic() + limit, ""
    while True:
        try:
            log, _ = child.communicate(given, timeout=POLL)
            break
        except subprocess.TimeoutExpired:
            given = None
            why = why or _too_long(watched, end, limit)
            if why:
                processes.end(child)
    if os.path.exists(request["output"]):
        with open(request["output"], encoding="utf-8") as file:
            return json.load(file), why, ""
    tail = [line for line in log.decode("utf-8", "replace").splitlines() if line.strip()]
    return None, why or processes.ending(child.returncode), (tail or ["none"])[-1]


def _too_long(watched: str, end: float, limit: float) -> str:
    if os.path.exists(watched) and time.time() - os.path.getmtime(watched) > SOURCE_SECONDS:
        return f"no answer within {SOURCE_SECONDS:.0f} s"
    return f"no answer within {limit:.0f} s" if time.monotonic() > end else ""


def _interrupted(target: str, why: str) -> Dict[str, Any]:
    from conformance.results import Report

    report = Report(target)
    report.interrupted = why
    nothing: Dict[str, Any] = {"layers": {}, "costs": {}, "judged": {}, "counterexamples": []}
    return {**report.to_dict(), "fuzz": {"seed": None, **nothing}}
