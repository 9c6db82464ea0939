"""Check: do passes over the data keep their borders, or does a shuffle mix one with the next?"""

from __future__ import annotations

from types import SimpleNamespace
from typing import NamedTuple, Optional

import numpy as np

from conformance.checks.completeness._repeats import left_out
from conformance.facts.ledger import Ledger
from conformance.facts.nodes import describe
from conformance.facts.order import Order
from conformance.records import Node, Pass
from conformance.registry import APART, Threshold, check, predicate
from conformance.results import Outcome, Passed, warn
from conformance.wording import share

NEAR = 0.1  # steps_per_epoch means one pass where it is so near to examples / batch size


class Turns(NamedTuple):
    """A shuffle of what a repeat hands on."""

    shuffle: Node
    repeat: Node
    rows: int
    buffer: int


def _mixed(order: Order) -> Optional[Turns]:
    """The largest shuffle of single examples that a repeat of a known number of them feeds."""
    found = []
    for repeat, shuffle, _ in order["repeat before shuffle"]:
        asked = shuffle.attributes.get("buffer_size")
        rows = repeat.inputs[0].cardinality if repeat.inputs else None
        if isinstance(asked, int) and asked > 0 and rows is not None and rows >= 2:
            found.append(Turns(shuffle, repeat, rows, asked))
    return max(found, key=lambda turns: turns.buffer) if found else None


@predicate("no shuffle mixes the passes of a repeat over examples of known number")
def passes_mixed(order: Order) -> bool:
    return _mixed(order) is not None


@predicate("steps_per_epoch does not cut epochs of about one pass")
def epochs_of_a_pass(order: Order, ledger: Ledger) -> bool:
    """An epoch of another length than a pass is one of the user's own making."""
    turns = _mixed(order)
    if turns is None or ledger.steps is None or ledger.steps < 1 or ledger.size < 1:
        return False
    epoch = ledger.steps * ledger.size
    return abs(epoch - turns.rows) <= max(ledger.size, NEAR * turns.rows)


@check(
    "repeat-before-shuffle",
    group="completeness",
    title="a shuffle does not mix the passes over the data",
    applies=(passes_mixed, epochs_of_a_pass),
    phase=APART,
    after={
        "batch-missing": "a step is no batch of examples then",
        "batch-twice": "the outer batching is the mistake",
        "steps-unreachable": "it says that the steps are not those of a pass",
    },
    limits={
        "missing": Threshold(
            0.15,
            "share of the examples that an epoch leaves out for the sake of others that come twice",
            "simulated (checks/completeness/_repeats.py): a buffer of a quarter of the data gives "
            "0.09, of half 0.16, of all of it 0.23, of six times the data 0.34",
        ),
        "agrees": Threshold(
            0.1,
            "what the pass shows is told where it is so near to what the plan foretells",
            "chosen, not measured",
        ),
    },
)
def repeat_before_shuffle(
    order: Order, ledger: Ledger, elements: Pass, limits: SimpleNamespace
) -> Outcome:
    """Two figures: what the plan foretells, and what one epoch of the pass held."""
    turns, steps = _mixed(order), ledger.steps or 0
    assert turns is not None  # passes_mixed
    epoch = steps * ledger.size
    missing = left_out(turns.rows, turns.buffer, epoch)
    if missing < limits.missing:
        return Passed(
            f"{describe(turns.shuffle)} with {turns.rows} examples that repeat: an epoch leaves out about "
            f"{missing:.0%} of them"
        )
    count = turns.repeat.attributes["count"]
    repeat = f"repeat({count if count > 0 else ''})"
    placed = f"{repeat} comes before {describe(turns.shuffle)}"
    return warn(
        f"{placed}, so it mixes one pass over the {turns.rows} examples with the next: "
        f"{_seen(elements, epoch, turns.rows, missing, limits.agrees)}",
        expected=f"each of the {turns.rows} examples once in an epoch of {steps} steps",
        actual="some of them several times, others not at all",
        where=placed,
        fix=f"put {describe(turns.shuffle)} before {repeat}",
    )


def _seen(elements: Pass, epoch: int, rows: int, missing: float, near: float) -> str:
    """What one epoch of the pass held, where it is what the plan foretells."""
    hashes = elements.example_hashes()[:epoch]
    distinct = len(np.unique(hashes))
    wanted = min(rows, epoch)
    if len(hashes) == epoch and abs(1 - distinct / wanted - missing) < near:
        return f"the first {epoch} examples, one epoch, are {distinct} different ones, and " + (
            f"{share(wanted - distinct, wanted)} do not come at all"
        )
    return f"an epoch leaves out about {missing:.0%} of them, and others come several times"
