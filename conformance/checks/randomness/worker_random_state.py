"""Whether worker processes do not all draw the same random numbers."""

from __future__ import annotations

from conformance.facts.applicability import draws_by_index
from conformance.records import Arguments, SequenceFacts
from conformance.registry import APART, check, predicate
from conformance.results import Finding, Outcome, Passed


def _workers(sequence: SequenceFacts, arguments: Arguments) -> int:
    """How many worker processes read the Sequence; 0 where threads or fit itself does."""
    processes = sequence.multiprocessing or bool(arguments.get("use_multiprocessing"))
    return max(sequence.workers, int(arguments.get("workers", 1))) if processes else 0


@predicate("no several worker processes read the Sequence")
def worker_processes(sequence: SequenceFacts, arguments: Arguments) -> bool:
    return _workers(sequence, arguments) >= 2


@check(
    "worker-random-state",
    group="randomness",
    title="worker processes do not all draw the same random numbers",
    applies=(worker_processes, draws_by_index),
    phase=APART,
)
def worker_random_state(sequence: SequenceFacts, arguments: Arguments) -> Outcome:
    """What state __getitem__ draws from, and how worker processes start."""
    workers = _workers(sequence, arguments)
    if sequence.start_method != "fork" and not sequence.own_random:
        return Passed(
            f"the start of {workers} workers ({sequence.start_method}): each has a state of its own"
        )
    what = "the global random state" if sequence.global_random else "a generator it holds"
    return Finding(
        f"{sequence.type_name}.__getitem__ draws from {what}, and {workers} worker processes "
        "each start with a copy of it: the same numbers are drawn again in every worker",
        expected="draws of its own in each worker",
        actual=f"one state copied into {workers} processes",
        where=f"{sequence.type_name}.__getitem__",
        fix="make the generator from the index and the epoch, for example "
        "np.random.default_rng((epoch, index)), or use threads (use_multiprocessing=False)",
    )
