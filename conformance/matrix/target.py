"""Check one pipeline of the user's on several TensorFlows, each in an environment of its own."""

from __future__ import annotations

import os
from typing import Any, Callable, Dict, List, Sequence

from conformance.cli.progress import WORDS
from conformance.matrix import kept
from conformance.matrix.checking import Wrong, check_in
from conformance.matrix.environments import Tell, Unavailable, make
from conformance.matrix.tensorflows import TensorFlow
from conformance.results import SCHEMA

__all__ = ["Wrong", "run"]


def run(
    target: str,
    rows: Sequence[TensorFlow],
    *,
    arguments: Sequence[str] = (),
    packages: Sequence[str] = (),
    cache: str,
    fresh: bool = False,
    tell: Tell = lambda text: None,
    make: Callable[..., str] = make,
    check: Callable[..., Dict[str, Any]] = check_in,
) -> List[Dict[str, Any]]:
    """What each TensorFlow has to say of a target, as data of the kinds that ``read`` takes.

    Args:
        arguments: those of ``conformance check`` beside the target.
        packages: requirements to install beside TensorFlow.
        cache: the folder that keeps environments and finished results between runs.
        fresh: check again where a result is kept.
        tell: progress.
        make: as :func:`conformance.matrix.environments.make`.
        check: as :func:`conformance.matrix.checking.check_in`.

    Raises:
        Wrong: the request itself cannot be met.
    """
    try:
        sources = kept.fingerprint(target)
    except ValueError as error:
        raise Wrong(str(error)) from error
    out = []
    for number, row in enumerate(rows, 1):

        def say(text: str, head: str = f"[{number}/{len(rows)}] TensorFlow {row.version}") -> None:
            tell(f"{head}: {text}")

        try:
            python = make(row, more=packages, cache=cache, tell=say)
            name = kept.name_of(target, arguments, row, python, sources)
            path = os.path.join(cache, "results", f"{name}.json")
            data = None if fresh or sources is None else kept.load(path)
            if data is not None:
                say(f"{WORDS[data['verdict']]} (kept from an earlier run; --fresh checks again)")
            else:
                say("checking")
                data = check(target, arguments, python)
                kept.save(path, data)
                say(WORDS[data["verdict"]])
        except Unavailable as error:
            say(f"not known: {error}")
            environment = {"tensorflow": row.version}
            data = {"schema": SCHEMA, "environment": environment, "unavailable": str(error)}
        out.append(data)
    return out
