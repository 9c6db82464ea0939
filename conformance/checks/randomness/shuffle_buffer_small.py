"""Whether the shuffle buffer is large enough to mix."""

from __future__ import annotations

from types import SimpleNamespace
from typing import List, Optional, Tuple

from conformance.facts.applicability import without_state
from conformance.facts.mixing import Mixing
from conformance.facts.nodes import batching, buffer, describe, line, shuffles
from conformance.records import Node, Pass, Plan
from conformance.registry import APART, Threshold, check, predicate
from conformance.results import Outcome, Passed, warn

FEWEST = 4  # batches


def _shuffled(plan: Plan) -> Optional[Tuple[Node, List[Node], int]]:
    """(the batching, the shuffles before it, the largest buffer); None where a buffer is not known."""
    formed = batching(plan)
    found = shuffles(list(formed[0].walk())) if formed is not None else []
    buffers = [value for value in map(buffer, found) if value is not None and value > 0]
    if formed is None or not found or len(buffers) != len(found):
        return None
    return formed[0], found, max(buffers)


@predicate("no shuffle of known size stands before batch")
def shuffled_before_batch(plan: Plan) -> bool:
    return _shuffled(plan) is not None


@predicate(f"there are fewer than {FEWEST} batches")
def enough_batches(elements: Pass) -> bool:
    return elements.batches >= FEWEST and bool(elements.batch_sizes)


@check(
    "shuffle-buffer-small",
    group="randomness",
    title="the shuffle buffer is large enough to mix",
    applies=(without_state, shuffled_before_batch, enough_batches),
    phase=APART,
    after={
        "classes-unmixed": "it is the same buffer, judged by what it does to the classes",
        "batch-missing": "a batch of one example is no batch to be compared with the buffer",
        "batch-twice": "the buffer holds batches then, and not examples",
    },
    limits={
        "uneven": Threshold(
            0.1,
            "two examples of a batch are a tenth less often of different classes than two of the data",
            "chosen, not measured; it must exceed every one of 100 permutations as well",
        )
    },
)
def shuffle_buffer_small(
    plan: Plan,
    elements: Pass,
    limits: SimpleNamespace,
    mixing: Optional[List[Mixing]] = None,
) -> Outcome:
    """The largest buffer before batch, against the data, the batch and the runs of classes."""
    shuffled = _shuffled(plan)
    assert shuffled is not None  # shuffled_before_batch
    batch, found, largest = shuffled
    size, count = max(elements.batch_sizes), elements.examples
    if largest >= count:
        return Passed(f"a buffer of {largest} against {count} examples: it holds them all")
    share = f"{largest / count:.1%}" if elements.complete else "a part"
    fix = f"use .shuffle({count}), or shuffle the files or rows before they are read"
    uneven = [m for m in mixing or [] if m.concentration > max(limits.uneven, m.chance)]
    if uneven:
        worst = uneven[0]
        return warn(
            f"{line(found)} holds {share} of the {count} examples, and the classes of "
            f"{worst.path} still come in runs: two examples of one batch are "
            f"{worst.concentration:.0%} less often of different classes than two of the data",
            where=line(found),
            component=worst.path,
            fix=fix,
        )
    if largest < size and len(found) == 1:
        return warn(
            f"{line(found)} holds fewer examples than {describe(batch)} takes: an example comes "
            f"at most {largest} places early, so batches keep nearly the same members in every "
            "epoch",
            where=line(found),
            fix=fix,
        )
    return Passed(f"a buffer of {largest} against batches of {size}, and runs of classes in them")
