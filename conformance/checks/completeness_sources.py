"""Checks: does every source of a mix (interleave, choose, sample) give what it holds?"""

from __future__ import annotations

from typing import List, Optional, Tuple

import numpy as np

from conformance.checks.randomness_plan import describe
from conformance.records import INFINITE, SHUFFLES, Node, Pass, Plan
from conformance.registry import check
from conformance.results import Finding, warn
from conformance.wording import counted, share

LOST = 0.5  # share of the rows of an epoch that a mix leaves out
# What may stand between a mix and the model: rows keep their order, or at least their number.
KEEPING = ("prefetch", "options", "map", "assert_cardinality", "finalize", "model")
COUNTING = (*KEEPING, "shuffle", "cache")
BATCHES = ("batch", "padded_batch", "map_and_batch")


@check(
    "interleave-endless",
    group="completeness",
    title="interleave opens all of its sources",
)
def interleave_endless(plan: Plan):
    """A source that never ends keeps its place in the cycle, so the next ones are never opened."""
    for node in plan.nodes():
        if node.op not in ("interleave", "flat_map") or node.function is None:
            continue
        if not node.function.endless or not node.inputs:
            continue
        open_ = 1 if node.op == "flat_map" else node.attributes.get("cycle_length")
        sources = _sources(node.inputs[0])
        if not isinstance(open_, int) or open_ < 1 or sources is None or sources <= open_:
            continue
        return Finding(
            f"{describe(node)} makes datasets that repeat without end and reads {open_} of them at a "
            f"time: none of these ever ends, so the other {sources - open_} of {sources} sources are "
            "never opened",
            expected=f"all {sources} sources read",
            actual=f"the first {open_} read for ever",
            where=describe(node),
            fix=f"put .repeat() after {node.op} (files and rows then take turns), or "
            f"cycle_length={sources}",
        )
    return None


def _sources(node: Node) -> Optional[int]:
    """How many elements a dataset holds, its repetition left out."""
    for upper in node.walk():
        if upper.cardinality is not None and upper.cardinality > 0:
            return upper.cardinality
        if upper.cardinality != INFINITE or len(upper.inputs) != 1:
            return None
    return None


@check(
    "mix-ends-early",
    group="completeness",
    title="a mix of sources does not end with the smallest",
    after=("empty", "pipeline-iterates", "batch-missing", "batch-twice", "element-type"),
)
def mix_ends_early(plan: Plan, elements: Pass):
    """choose_from_datasets and sample_from_datasets may stop at the first source that is empty."""
    line = plan.chain()
    mix = line[-1]
    if mix.op not in ("choose", "sample") or not mix.attributes.get("stop_on_empty_dataset"):
        return None
    after = line[:-1]
    if not elements.complete or any(n.op not in (*COUNTING, *BATCHES) for n in after):
        return None
    sources = mix.inputs[1:]
    sizes = [source.cardinality or 0 for source in sources]
    if len(sizes) < 2 or min(sizes) < 1:
        return None
    arrived = elements.examples if any(n.op in BATCHES for n in after) else elements.batches
    total = sum(sizes)
    lost = total - arrived
    if lost < LOST * total:
        return None
    drawn = any(n.op == "random" for n in mix.inputs[0].walk())
    name = "sample_from_datasets" if drawn else "choose_from_datasets"
    text = (
        f"{name} stops at the first source that is empty, and the smallest of its "
        f"{counted(len(sizes), 'source')} ({', '.join(map(str, sizes))}) ends the epoch: "
        f"{share(lost, total)} elements do not come"
    )
    details = dict(
        expected=f"{total} elements an epoch, or a small source that repeats",
        actual=str(arrived),
        where=name,
        fix="stop_on_empty_dataset=False, or .repeat() on the small sources",
    )
    if not any(n.op in SHUFFLES for s in sources for n in s.walk()):
        text += ", the same ones in every epoch"
    if _one_kind(mix, after, len(sizes), elements):
        return Finding(text, **details)
    return warn(text + "; right where the larger classes are undersampled on purpose", **details)


def _one_kind(mix: Node, after: List[Node], sources: int, elements: Pass) -> bool:
    """Whether rows that take turns have targets which do not follow their source.

    Sources of one class each are cut to the smallest to balance the classes; sources that hold the
    same classes have nothing to be balanced by throwing rows away.
    """
    if any(node.op not in (*KEEPING, *BATCHES) for node in after) or not _in_turns(mix, sources):
        return False
    for target in elements.role("y"):
        rows = target.rows
        if rows is None or rows.dtype == object or len(rows) != elements.examples:
            continue
        rows = rows.reshape(len(rows), -1)
        if all(len(np.unique(rows[turn::sources], axis=0)) > 1 for turn in range(sources)):
            return True
    return False


def _in_turns(mix: Node, sources: int) -> bool:
    """Whether the choice is range(sources), over and over."""
    found: Tuple[Node, ...] = tuple(mix.inputs[0].walk())
    if [n.op for n in found] != ["repeat", "range"]:
        return False
    bounds = [found[1].attributes.get(k) for k in ("start", "stop", "step")]
    return bounds == [0, sources, 1]
