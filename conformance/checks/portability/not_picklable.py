"""Whether a Sequence can be sent to worker processes."""

from __future__ import annotations

from conformance.records import Arguments, Environment, SequenceFacts
from conformance.registry import check
from conformance.results import Finding, warn


@check(
    "not-picklable",
    group="portability",
    title="a Sequence can be sent to worker processes",
)
def not_picklable(sequence: SequenceFacts, arguments: Arguments, environment: Environment):
    if sequence.pickle_failure is None:
        return None
    asked = sequence.multiprocessing or bool(arguments.get("use_multiprocessing"))
    held = f"`self.{sequence.unpicklable}`" if sequence.unpicklable else ""
    if not asked and not held:
        return None  # a class defined inside a function: only processes would mind
    spawned = sequence.start_method != "fork"
    if environment.keras_generation == 3:
        harm = "raises as soon as the workers start"
    else:
        harm = "prints a traceback in a thread and then waits for ever"
    where = "this platform starts" if spawned else "Windows, macOS and Python 3.14 start"
    details = dict(
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
