"""Whether worker processes do not all draw the same random numbers."""

from __future__ import annotations

from conformance.records import Arguments, SequenceFacts
from conformance.registry import check
from conformance.results import Finding


@check(
    "worker-random-state",
    group="randomness",
    title="worker processes do not all draw the same random numbers",
)
def worker_random_state(sequence: SequenceFacts, arguments: Arguments):
    processes = sequence.multiprocessing or bool(arguments.get("use_multiprocessing"))
    workers = max(sequence.workers, int(arguments.get("workers", 1)))
    if not processes or workers < 2:
        return None
    if sequence.start_method != "fork" and not sequence.own_random:
        return None
    if not (sequence.global_random or sequence.own_random):
        return None
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
