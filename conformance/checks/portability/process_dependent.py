"""Whether another process makes the same data of the same sources."""

from __future__ import annotations

from conformance.records import Elsewhere
from conformance.registry import check, predicate
from conformance.results import Finding, Outcome, Passed
from conformance.wording import listed

HASH_SEED = "Python's hash seed"
FIXES = {
    HASH_SEED: "`hash()` of a string and the order of a `set` differ in each process: use "
    "`tf.strings.to_hash_bucket_fast`, a `StringLookup` or `zlib.crc32`, and `sorted(set(...))`; or "
    "save the vocabulary beside the weights",
    "the order of folders": "`os.listdir`, `glob` and `iterdir` have no order of their own: sort what "
    "they return before ids, classes or parts of the data are made from it",
}


@predicate("no component is made alike each time by this process")
def made_alike(elsewhere: Elsewhere) -> bool:
    return bool(elsewhere.compared)


@check(
    "process-dependent",
    group="portability",
    title="another process makes the same data",
    applies=(made_alike,),
    phase="compared",
)
def process_dependent(elsewhere: Elsewhere) -> Outcome:
    """Ids from `hash()`, a vocabulary from a `set`, classes in the order of a folder's listing."""
    if not elsewhere.differs:
        changed = f"{' and '.join(elsewhere.changed)} {'were' if elsewhere.changed[1:] else 'was'}"
        fixed = (
            ""
            if HASH_SEED in elsewhere.changed
            else "; PYTHONHASHSEED is set, and was left as it is"
        )
        return Passed(
            f"{len(elsewhere.compared)} components by the hashes of their rows, with a process in "
            f"which {changed} changed{fixed}"
        )
    paths = list(elsewhere.differs)
    here, there = elsewhere.differs[paths[0]]
    return Finding(
        f"{listed(paths)} hold other rows in another process: {elsewhere.because} is all that was "
        "changed, and each process by itself makes the same rows each time. Weights that one process "
        "saves mean something else to the next",
        expected=f"{here}, as in this process",
        actual=f"{there} in the other",
        where=paths[0],
        component="" if paths[0].startswith("(") else paths[0],
        fix=FIXES[elsewhere.because],
    )
