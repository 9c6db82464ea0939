"""Whether no example comes twice in an epoch."""

from __future__ import annotations

from typing import List, Optional, Tuple

import numpy as np

from conformance.facts.meeting import numeric
from conformance.records import Arguments, Build, Pass, Plan
from conformance.registry import check
from conformance.results import Finding, warn
from conformance.wording import counted, share

REPEATED = 0.02  # share of examples seen before in the epoch that is looked into
DISTINCT = 0.8  # values for each distinct example; below that equal rows may be chance
MANY = 20  # distinct rows that, each repeated equally often, are no coincidence
WIDE = 64  # whole numbers (pixels) are judged from this many an example


@check(
    "examples-repeated",
    group="completeness",
    title="no example comes twice in an epoch",
    after=(
        "empty",
        "sequence-index",
        "sequence-length",
        "constant-feature",
        "pipeline-iterates",
        "batch-missing",
        "batch-twice",
        "element-type",
    ),
)
def examples_repeated(
    elements: Pass, build: Build, arguments: Arguments, plan: Optional[Plan] = None
):
    if not elements.complete or elements.examples < 20:
        return None
    if arguments.get("steps_per_epoch") is not None:
        return None  # one pass over the data may then be several epochs
    if plan is not None and any(
        node.op in ("repeat", "shuffle_and_repeat", "choose") for node in plan.nodes()
    ):
        return None
    hashes = elements.example_hashes()
    if len(hashes) != elements.examples:
        return None
    values, first, counts = np.unique(hashes, return_index=True, return_counts=True)
    again = len(hashes) - len(values)
    if int((counts > 1).sum()) < REPEATED * len(values):
        return None
    if not (_every_one(counts) or _fine_grained(elements, len(values))):
        return None
    if build.kind == "sequence":
        return _overlap(elements, hashes, again)
    return warn(
        f"{share(again, len(hashes))} examples of one pass are exact copies of an earlier one ({len(values)} "
        f"are distinct; one comes {int(counts.max())} times): these rows weigh more than the others",
        expected="each example once an epoch",
        actual=f"{len(values)} distinct of {len(hashes)}",
        where=f"first copied example: number {int(first[np.argmax(counts > 1)])} of the pass",
        fix="look for a file or row that is listed twice (overlapping glob patterns, concatenated lists): "
        "sorted(set(files))",
    )


def _every_one(counts: np.ndarray) -> bool:
    """Whether all rows come a multiple of the same number of times, as chance does not do."""
    return len(counts) >= MANY and int(np.gcd.reduce(counts)) > 1


def _fine_grained(elements: Pass, distinct: int) -> bool:
    """Whether features are measured finely enough that two examples are not equal by chance.

    Judged on single columns and on the mean of each row: nearly as many values as distinct
    examples.
    """
    for component in elements.role("x"):
        rows = component.rows
        if not numeric(component) or rows is None or rows.dtype == object or not len(rows):
            continue
        table = rows.reshape(len(rows), -1)
        if component.integral and table.shape[1] < WIDE:
            continue
        columns = [*table.T[:16], table.mean(axis=1, dtype=np.float64)]
        kept = min(distinct, len(table))
        if max(len(np.unique(column)) for column in columns) >= DISTINCT * kept:
            return True
    return False


def _overlap(elements: Pass, hashes: np.ndarray, again: int) -> Finding:
    sizes = np.cumsum([0, *elements.batch_sizes])
    sets = [set(hashes[a:b].tolist()) for a, b in zip(sizes, sizes[1:])]
    pairs: List[Tuple[int, int]] = [
        (i, len(sets[i] & sets[i + 1])) for i in range(len(sets) - 1) if sets[i] & sets[i + 1]
    ]
    shown = (
        f"; batches {pairs[0][0]} and {pairs[0][0] + 1} share {counted(pairs[0][1], 'row')}"
        if pairs
        else ""
    )
    return Finding(
        f"the batches of the Sequence overlap: {share(again, len(hashes))} of the rows delivered were delivered "
        f"before in the same epoch{shown}",
        expected="each row in one batch",
        actual=f"{len(hashes) - again} distinct rows of {len(hashes)}",
        where=f"batch {pairs[0][0] + 1}" if pairs else "",
        fix="slice by the batch size: [index * batch_size : (index + 1) * batch_size]",
    )
