"""Whether a mix of sources does not end with the smallest."""

from __future__ import annotations

from typing import List, Tuple

import numpy as np

from conformance.checks.completeness._sources import BATCHES
from conformance.records import SHUFFLES, Node, Pass, Plan
from conformance.registry import check
from conformance.results import Finding, warn
from conformance.wording import counted, share

LOST = 0.5  # share of the rows of an epoch that a mix leaves out
# What may stand between a mix and the model: rows keep their order, or at least their number.
KEEPING = ("prefetch", "options", "map", "assert_cardinality", "finalize", "model")
COUNTING = (*KEEPING, "shuffle", "cache")


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
