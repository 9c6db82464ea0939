"""Whether the shuffle buffer is large enough to mix."""

from __future__ import annotations

from typing import Optional

from conformance.checks.randomness._mixing import buffer, measured
from conformance.checks.randomness._plan import batching, describe, line, shuffles
from conformance.facts.pairing import Targets
from conformance.records import Contract, Pass, Plan
from conformance.registry import check
from conformance.results import Skip, warn

UNEVEN = 0.1


@check(
    "shuffle-buffer-small",
    group="randomness",
    title="the shuffle buffer is large enough to mix",
    after=(
        "classes-unmixed",
        "shuffle-after-batch",
        "order-frozen",
        "batch-missing",
        "batch-twice",
    ),
)
def shuffle_buffer_small(
    plan: Plan,
    elements: Pass,
    targets: Optional[Targets] = None,
    contract: Optional[Contract] = None,
):
    if contract is not None and contract.stateful:
        return Skip("a stateful model needs its examples in order")
    formed = batching(plan)
    if formed is None or not elements.batch_sizes or elements.batches < 4:
        return Skip("no batch is formed in the pipeline")
    found = shuffles(list(formed[0].walk()))
    buffers = [value for value in map(buffer, found) if value is not None and value > 0]
    if not found or len(buffers) != len(found):
        return None
    largest, size, count = max(buffers), max(elements.batch_sizes), elements.examples
    if largest >= count:
        return None
    share = f"{largest / count:.1%}" if elements.complete else "a part"
    fix = f"use .shuffle({count}), or shuffle the files or rows before they are read"
    mixing = measured(elements, targets)
    uneven = [m for m in mixing if m.concentration > max(UNEVEN, m.chance)]
    if uneven:
        worst = uneven[0]
        return warn(
            f"{line(found)} holds {share} of the {count} examples, and the classes of "
            f"{worst.path} still come in runs: two examples of one batch are "
            f"{worst.concentration:.0%} less often of different classes than two of the data",
            where=line(found),
            fix=fix,
        )
    if largest < size and len(found) == 1:
        return warn(
            f"{line(found)} holds fewer examples than {describe(formed[0])} takes: an example comes "
            f"at most {largest} places early, so batches keep nearly the same members in every "
            "epoch",
            where=line(found),
            fix=fix,
        )
    return None
