"""Check: do passes over the data keep their borders, or does a shuffle mix one with the next?"""

from __future__ import annotations

from typing import List, NamedTuple, Optional

import numpy as np

from conformance.checks.completeness._repeats import left_out
from conformance.facts.nodes import BATCHES, describe
from conformance.records import Arguments, Node, Pass, Plan
from conformance.registry import check
from conformance.results import warn
from conformance.wording import share

# Share of the examples that an epoch leaves out for the sake of others that come twice. A buffer of a
# quarter of the data gives 0.09, of half 0.16, of all of it 0.23, of six times the data 0.34.
CONSIDERABLE = 0.15
NEAR = 0.1  # steps_per_epoch means one pass where it is so near to examples / batch size
AGREES = 0.1  # what the pass shows is told where it is so near to what the plan foretells
# What may stand between repeat and shuffle: one element in, one out.
KEEPING = ("map", "prefetch", "options", "assert_cardinality", "model", "finalize", "enumerate")


class Turns(NamedTuple):
    """A shuffle of what a repeat hands on."""

    shuffle: Node
    repeat: Node
    rows: int
    buffer: int


@check(
    "repeat-before-shuffle",
    group="completeness",
    title="a shuffle does not mix the passes over the data",
    after=("empty", "pipeline-iterates", "batch-missing", "batch-twice", "steps-unreachable"),
)
def repeat_before_shuffle(plan: Plan, elements: Pass, arguments: Arguments):
    """Two figures: what the plan foretells, and what one epoch of the pass held."""
    steps = arguments.get("steps_per_epoch")
    turns = _mixed(plan)
    if turns is None or not isinstance(steps, int) or steps < 1 or not elements.batch_sizes:
        return None
    size = max(elements.batch_sizes)
    epoch = steps * size
    if abs(epoch - turns.rows) > max(size, NEAR * turns.rows):
        return None  # an epoch of another length than a pass is one of the user's own making
    missing = left_out(turns.rows, turns.buffer, epoch)
    if missing < CONSIDERABLE:
        return None
    count = turns.repeat.attributes["count"]
    repeat = f"repeat({count if count > 0 else ''})"
    order = f"{repeat} comes before {describe(turns.shuffle)}"
    return warn(
        f"{order}, so it mixes one pass over the {turns.rows} examples with the next: "
        f"{_seen(elements, epoch, turns.rows, missing)}",
        expected=f"each of the {turns.rows} examples once in an epoch of {steps} steps",
        actual="some of them several times, others not at all",
        where=order,
        fix=f"put {describe(turns.shuffle)} before {repeat}",
    )


def _mixed(plan: Plan) -> Optional[Turns]:
    """The largest shuffle of single examples that a repeat of them feeds."""
    line = plan.chain()
    at = next((i for i, n in enumerate(line) if _repeats(n)), None)
    if at is None:
        return None
    repeat, between = line[at], _downstream(line, at)
    formed = [node for node in between if node.op in BATCHES]
    rows = repeat.inputs[0].cardinality if repeat.inputs else None
    if len(formed) != 1 or rows is None or rows < 2 or _grouped(repeat):
        return None
    found = []
    for node in between[: between.index(formed[0])]:
        asked = node.attributes.get("buffer_size")
        if node.op == "shuffle" and isinstance(asked, int) and asked > 0:
            found.append(Turns(node, repeat, rows, asked))
        elif node.op not in KEEPING:
            return None
    return max(found, key=lambda turns: turns.buffer) if found else None


def _repeats(node: Node) -> bool:
    count = node.attributes.get("count")
    return node.op == "repeat" and isinstance(count, int) and (count < 0 or count > 1)


def _downstream(line: List[Node], at: int) -> List[Node]:
    """The nodes after the one at this place, in the order in which they work."""
    return line[:at][::-1]


def _grouped(node: Node) -> bool:
    """Whether elements are batches or windows already."""
    return any(n.op in (*BATCHES, "window", "group_by_window") for n in node.walk())


def _seen(elements: Pass, epoch: int, rows: int, missing: float) -> str:
    hashes = elements.example_hashes()[:epoch]
    distinct = len(np.unique(hashes))
    wanted = min(rows, epoch)
    if len(hashes) == epoch and abs(1 - distinct / wanted - missing) < AGREES:
        return f"the first {epoch} examples, one epoch, are {distinct} different ones, and " + (
            f"{share(wanted - distinct, wanted)} do not come at all"
        )
    return f"an epoch leaves out about {missing:.0%} of them, and others come several times"
