"""Whether a mix of sources does not end with the smallest."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, Dict, List, Optional, Tuple

import numpy as np

from conformance.facts.ledger import Ledger
from conformance.facts.nodes import BATCHES
from conformance.facts.reading import whole
from conformance.records import SHUFFLES, Node, Pass, Plan
from conformance.registry import Threshold, check, predicate
from conformance.results import Finding, Outcome, Passed, warn
from conformance.wording import counted, share

# What may stand between a mix and the model: rows keep their order, or at least their number.
KEEPING = ("prefetch", "options", "map", "assert_cardinality", "finalize", "model")
COUNTING = (*KEEPING, "shuffle", "cache")


def _sizes(plan: Plan) -> Optional[List[int]]:
    """The sizes of the sources of a mix that stops at the first empty one; None where not known."""
    line = plan.chain()
    mix = line[-1]
    if mix.op not in ("choose", "sample") or not mix.attributes.get("stop_on_empty_dataset"):
        return None
    if any(n.op not in (*COUNTING, *BATCHES) for n in line[:-1]):
        return None
    sizes = [source.cardinality or 0 for source in mix.inputs[1:]]
    return sizes if len(sizes) >= 2 and min(sizes) >= 1 else None


@predicate("no mix of sources of known size stops at the first that is empty")
def stops_early(plan: Plan) -> bool:
    return _sizes(plan) is not None


@check(
    "mix-ends-early",
    group="completeness",
    title="a mix of sources does not end with the smallest",
    applies=(stops_early, whole),
    phase="compared",
    limits={
        "lost": Threshold(
            0.5,
            "share of the rows of an epoch that a mix leaves out",
            "chosen, not measured: less is the rounding of sources of nearly one size",
        )
    },
)
def mix_ends_early(plan: Plan, elements: Pass, ledger: Ledger, limits: SimpleNamespace) -> Outcome:
    """choose_from_datasets and sample_from_datasets may stop at the first source that is empty."""
    line = plan.chain()
    mix, after = line[-1], line[:-1]
    sources, sizes = mix.inputs[1:], _sizes(plan) or []
    arrived = ledger.examples if any(n.op in BATCHES for n in after) else ledger.batches
    total = sum(sizes)
    lost = total - arrived
    if lost < limits.lost * total:
        return Passed(
            f"{total} elements of {counted(len(sizes), 'source')} with the {arrived} that came"
        )
    drawn = any(n.op == "random" for n in mix.inputs[0].walk())
    name = "sample_from_datasets" if drawn else "choose_from_datasets"
    text = (
        f"{name} stops at the first source that is empty, and the smallest of its "
        f"{counted(len(sizes), 'source')} ({', '.join(map(str, sizes))}) ends the epoch: "
        f"{share(lost, total)} elements do not come"
    )
    details: Dict[str, Any] = dict(
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
