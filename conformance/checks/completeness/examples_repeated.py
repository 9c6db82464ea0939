"""Whether no example comes twice in an epoch."""

from __future__ import annotations

from typing import Any, FrozenSet, List, Optional, Tuple

import numpy as np

from conformance.facts.columns import numeric
from conformance.facts.reading import unread
from conformance.records import Arguments, Build, Pass, Plan, Tracing
from conformance.registry import Threshold, check, predicate
from conformance.results import TRAINING, Finding, Outcome, Passed, Skip, warn
from conformance.wording import counted, share

DISTINCT = 0.8  # values for each distinct example; below that equal rows may be chance
MANY = 20  # distinct rows that, each repeated equally often, are no coincidence
WIDE = 64  # whole numbers (pixels) are judged from this many an example
ENOUGH = 20  # examples
STEPS = 3  # batches that hold the same rows, one like the other
PYTHON = ("generator", "iterator")


@predicate(f"there are fewer than {ENOUGH} examples")
def several_examples(elements: Pass) -> bool:
    return elements.examples >= ENOUGH


@predicate("the pipeline repeats or mixes on purpose")
def each_once(plan: Optional[Plan] = None) -> bool:
    meant = ("repeat", "shuffle_and_repeat", "choose")
    return plan is None or not any(node.op in meant for node in plan.nodes())


@check(
    "examples-repeated",
    group="completeness",
    title="no example comes twice in an epoch",
    applies=(several_examples, each_once),
    phase="compared",
    after={
        "sequence-index": "an index that gives another batch's rows repeats them",
        "sequence-length": "batches beyond the end give rows again",
        "constant-feature": "rows that are all alike are copies of one another",
        "batch-twice": "the parts of a batch are no examples",
    },
    limits={
        "share": Threshold(
            0.02,
            "of data measured so finely that rows are not alike by chance, the share of rows that come "
            "twice from which on a listing of files is at fault rather than a record made twice",
            "chosen, not measured",
        ),
        "least": Threshold(
            0.005,
            "the same, where several rows come twice",
            "chosen: a quarter of share; not measured",
        ),
        "several": Threshold(
            8,
            "rows: sound tables of some hundred rows hold up to four twins",
            "chosen: twice as many; how many twins sound tables hold was seen in the field cases alone",
        ),
    },
)
def examples_repeated(
    elements: Pass,
    build: Build,
    arguments: Arguments,
    limits: Any,
    plan: Optional[Plan] = None,
    tracing: Optional[Tracing] = None,
) -> Outcome:
    """A file that two patterns match, slices that overlap, one batch yielded at every step."""
    held = build.held_rows | (tracing.generator_rows if tracing is not None else frozenset())
    stuck = _same_in_every_step(elements, held) if _by_python(build, plan) else None
    if stuck is not None:
        return stuck
    part_only = unread(elements, TRAINING)
    if part_only is not None:
        return part_only
    if arguments.get("steps_per_epoch") is not None and _by_python(build, plan):
        return Skip("with steps_per_epoch one pass over a generator may be several epochs")
    hashes = elements.example_hashes()
    if len(hashes) != elements.examples:
        return Skip("the examples are too many, or of a kind, to be told apart", "unread")
    values, first, counts = np.unique(hashes, return_index=True, return_counts=True)
    again = len(hashes) - len(values)
    several = int((counts > 1).sum())
    if not several:
        return Passed(f"{len(hashes)} examples, all different")
    enough = limits.least if several >= limits.several else limits.share
    if several < enough * len(values):
        return Passed(f"{len(hashes)} examples, {again} of them copies: no more than happens")
    if not (_every_one(counts) or _fine_grained(elements, len(values))):
        return Skip("the features are so coarse that rows are equal by chance")
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


def _by_python(build: Build, plan: Optional[Plan]) -> bool:
    """Whether a Python generator makes the elements: one pass is then as long as it likes."""
    if build.kind in PYTHON:
        return True
    nodes = plan.nodes() if plan is not None else []
    return any(n.op == "flat_map" and n.function and n.function.python for n in nodes)


def _same_in_every_step(elements: Pass, held: FrozenSet[int]) -> Optional[Finding]:
    """One batch of rows at every step, of a source that holds more of them."""
    batches = elements.batch_hashes()
    if len(batches) < STEPS or any(rows != batches[0] for rows in batches[1:]):
        return None
    distinct, size = len(batches[0]), max(elements.batch_sizes)
    more = [rows for rows in held if rows > max(distinct, size)]
    if not more or distinct in held or size in held:
        return None  # all there is: a batch of the whole data
    return Finding(
        f"all {len(batches)} batches that were read hold the same {counted(distinct, 'row')}, and the "
        f"generator holds {min(more)}: the others are never trained on",
        expected=f"{min(more)} different rows",
        actual=f"{distinct}, the same at every step",
        where="batch 1, as batch 0",
        fix="let the generator yield inside the loop over the batches, and move on with each step",
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
