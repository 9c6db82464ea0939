"""Is steps_per_epoch the number of examples, where a step is a batch of them?

A part of ``steps-unreachable``. The number of examples is known from the plan, from the pass (each row
comes as often as the others, again and again), or from the arrays that a generator holds.
"""

from __future__ import annotations

from typing import Optional

import numpy as np

from conformance.facts.nodes import BATCHES
from conformance.records import INFINITE, Build, Node, Pass, Plan
from conformance.results import Finding, warn

TURNS = 2  # passes over the data that must have been read
SPREAD = 2  # between the rows that came most and least often: passes are cut off, and meet
FEWEST = 20  # examples: toys of a few rows repeat them for the sake of longer epochs
VARIANTS = 4  # different rows that the augmentation makes of one example: flips, turns


def counted_in_examples(
    steps: int, elements: Pass, build: Build, plan: Optional[Plan]
) -> Optional[Finding]:
    """A warning where an epoch is as many steps as there are examples."""
    size = max(elements.batch_sizes or [0])
    if size < 2:
        return None
    seen = ""
    if steps != _rows_behind_repeat(plan):
        if elements.complete or (plan is not None and plan.root.cardinality not in (None, -1, -2)):
            return None
        distinct = _distinct(elements)
        if distinct is None or not _again_and_again(elements, steps, distinct, build):
            return None
        seen = f" ({elements.examples} examples were read, {distinct} different ones)"
    wanted = -(-steps // size)
    return warn(
        f"steps_per_epoch={steps} is the number of examples, but a step is a batch of {size}: one "
        f"epoch reads all the data {size} times{seen}",
        expected=f"about {wanted} steps",
        actual=f"{steps} steps",
        fix=f"steps_per_epoch={wanted} (examples / batch size)",
    )


def _rows_behind_repeat(plan: Optional[Plan]) -> Optional[int]:
    """Examples in one turn of an endless repeat, before or after batch."""
    line = plan.chain() if plan is not None else []
    for i, node in enumerate(line):
        if node.op != "repeat" or node.cardinality != INFINITE:
            continue
        batched = [n for n in node.walk() if n.op.endswith("batch")]
        if not batched:
            return _counted(node)
        alone = len(batched) == 1 and not any(n.op.endswith("batch") for n in line[:i])
        return _counted(batched[0]) if alone and batched[0].op in BATCHES else None
    return None


def _counted(node: Node) -> Optional[int]:
    rows = node.inputs[0].cardinality if node.inputs else None
    return rows if rows is not None and rows > 0 else None


def _distinct(elements: Pass) -> Optional[int]:
    hashes = elements.example_hashes()
    return len(np.unique(hashes)) if len(hashes) else None


def _again_and_again(elements: Pass, steps: int, distinct: int, build: Build) -> bool:
    """Whether what was read is about ``steps`` examples, each several times.

    Rows drawn by chance do not come equally often; augmented ones come in a few variants, and then
    the arrays that the generator holds must say how many examples there are.
    """
    if steps < FEWEST or elements.examples < TURNS * max(steps, distinct):
        return False
    if distinct != steps:
        return steps in build.held_rows and steps < distinct <= VARIANTS * steps
    _, counts = np.unique(elements.example_hashes(), return_counts=True)
    return int(np.ptp(counts)) <= SPREAD
