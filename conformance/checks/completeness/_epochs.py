"""What later passes say of an epoch: how many examples, and is their number drawn?"""

from __future__ import annotations

from typing import List, Optional, Tuple

from conformance.records import Epochs, Pass, Plan, Tracing

# Stages that may hand on another number of elements in each epoch, where something in them is drawn.
LENGTH_CHANGING = (
    *("filter", "flat_map", "interleave", "parallel_interleave", "choose", "sample"),
    *("scan", "take_while", "unbatch", "group_by_window"),
)
PASSES = (
    ("second", "the second epoch"),
    ("third", "the third epoch"),
    ("rebuilt", "a second build of the pipeline"),
)


def further(epochs: Epochs) -> List[Tuple[str, str, Pass]]:
    """(name, words for it, the pass) of those that were read."""
    found = ((name, words, getattr(epochs, name)) for name, words in PASSES)
    return [(name, words, one) for name, words, one in found if one is not None]


def drawn_by(plan: Optional[Plan], tracing: Optional[Tracing]) -> str:
    """What is seen to draw the number of examples; "" where nothing is."""
    for node in plan.nodes() if plan is not None else []:
        if node.op not in LENGTH_CHANGING:
            continue
        if any(n.op == "random" or (n.function and n.function.random) for n in node.walk()):
            return f"a random number before or in `{node.op}`"
    if tracing is not None and tracing.generator_numbers:
        return f"`{tracing.generator_numbers[0]}` in the generator's code"
    return ""
