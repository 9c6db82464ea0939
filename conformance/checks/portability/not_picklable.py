"""Whether a Sequence can be sent to worker processes."""

from __future__ import annotations

from typing import Any, Dict

from conformance.records import Arguments, Environment, SequenceFacts
from conformance.registry import check, predicate
from conformance.results import Finding, Outcome, Passed, warn


def _asked(sequence: SequenceFacts, arguments: Arguments) -> bool:
    return sequence.multiprocessing or bool(arguments.get("use_multiprocessing"))


@predicate(
    "only its class cannot be pickled (it stands inside a function), and no processes are asked for"
)
def sent_or_holding(sequence: SequenceFacts, arguments: Arguments) -> bool:
    """Worker processes are asked for, or what it holds decides whether they can be."""
    local = sequence.pickle_failure is not None and not sequence.unpicklable
    return not local or _asked(sequence, arguments)


@check(
    "not-picklable",
    group="portability",
    title="a Sequence can be sent to worker processes",
    applies=(sent_or_holding,),
    phase="apart",
)
def not_picklable(
    sequence: SequenceFacts, arguments: Arguments, environment: Environment
) -> Outcome:
    """An open file or a generator among the attributes: workers that start anew cannot get it."""
    if sequence.pickle_failure is None:
        return Passed(f"{sequence.type_name}, pickled as worker processes would get it")
    asked = _asked(sequence, arguments)
    held = f"`self.{sequence.unpicklable}`" if sequence.unpicklable else ""
    spawned = sequence.start_method != "fork"
    if environment.keras_generation == 3:
        harm = "raises as soon as the workers start"
    else:
        harm = "prints a traceback in a thread and then waits for ever"
    where = "this platform starts" if spawned else "Windows, macOS and Python 3.14 start"
    details: Dict[str, Any] = dict(
        expected="an object that pickle can send",
        actual=sequence.pickle_failure,
        where=f"{sequence.type_name}.{sequence.unpicklable or '__init__'}",
        fix="open files and make generators in __getitem__ or in a method run on first use, and "
        "replace lambdas held in attributes by methods",
    )
    what = f"{sequence.type_name} cannot be pickled"
    what += (
        f": it holds {held} ({sequence.pickle_failure})"
        if held
        else f" ({sequence.pickle_failure})"
    )
    if not asked:
        return warn(
            f"{what}, so it cannot run in worker processes: with use_multiprocessing, where these "
            f"are started anew, as {where} them, fit {harm}",
            **details,
        )
    message = (
        f"{what} and use_multiprocessing is on: where workers are started anew, as {where} them, "
        f"fit {harm}"
    )
    return Finding(message, **details) if spawned else warn(message, **details)
