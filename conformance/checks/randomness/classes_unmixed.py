"""Whether each batch holds about the classes that the data holds."""

from __future__ import annotations

from types import SimpleNamespace
from typing import List, Optional, Tuple

from conformance.facts.applicability import without_state
from conformance.facts.mixing import Mixing
from conformance.facts.nodes import batching, buffer, describe, line, shuffles, windows
from conformance.records import Pass, Plan
from conformance.registry import Threshold, check, predicate
from conformance.results import Finding, Outcome, Passed


@predicate("no target names classes over at least four batches")
def classes_in_batches(mixing: List[Mixing]) -> bool:
    return bool(mixing)


@check(
    "classes-unmixed",
    group="randomness",
    title="each batch holds about the classes that the data holds",
    applies=(without_state, classes_in_batches),
    phase="compared",
    after={
        "epoch-end-lost": "it says why nothing mixes the rows",
        "label-range": "ids that no class has are no classes to be mixed",
    },
    limits={
        "concentration": Threshold(
            0.5,
            "two examples of a batch differ in class half as often as two of the data",
            "chosen, not measured; 0 is mixed and 1 is one class a batch",
        ),
        "probability": Threshold(
            1e-6,
            "of so little mixing in rows of a random order, above which it is a warning",
            "the permutations and the chi-squared tail of conformance/facts/mixing.py",
        ),
    },
)
def classes_unmixed(
    elements: Pass, mixing: List[Mixing], limits: SimpleNamespace, plan: Optional[Plan] = None
) -> Outcome:
    """How much less often two examples of a batch differ in class than two of the data."""
    worst = mixing[0]
    if worst.concentration <= max(limits.concentration, worst.chance):
        return Passed(
            f"the classes of {worst.path} in {worst.batches} batches: {worst.held:.1f} in each, a "
            f"random one would hold {worst.expected:.1f}"
        )
    cause, fix = _cause(plan, elements)
    message = (
        f"{worst.single} of {worst.batches} batches hold a single class of {worst.path}: a batch "
        f"of {worst.size} holds {worst.held:.1f} of {worst.classes} classes on average, a random "
        f"one would hold {worst.expected:.1f} (the chance of so few in rows of a random order is "
        f"below {max(worst.probability, 1e-300):.0e})"
    )
    series = plan is not None and windows(plan)
    certain = worst.probability < limits.probability and not series
    return Finding(
        f"{message}; {cause}" if cause else message,
        status="fail" if certain else "warn",
        expected=f"{worst.expected:.1f} classes in a batch of {worst.size}",
        actual=f"{worst.held:.1f} classes",
        where=worst.path,
        component=worst.path,
        fix=fix,
    )


def _cause(plan: Optional[Plan], elements: Pass) -> Tuple[str, str]:
    """(what the plan says of it, the fix)."""
    if plan is None:
        return "", (
            "draw a permutation of all examples in each epoch, and take the rows of each batch by it "
            "(one that is drawn and not used to index changes nothing)"
        )
    formed = batching(plan)
    upstream = list(formed[0].walk()) if formed else plan.nodes()
    found = shuffles(upstream)
    count = elements.examples
    many = f"{count} examples" if elements.complete else "the data"
    before = f" before {describe(formed[0])}" if formed else ""
    if not found:
        late = shuffles(plan.nodes())
        if late:
            text = f"{line(late)} comes after the batches are made"
            return text, f"put a .shuffle({count}){before}"
        return "nothing shuffles the examples", f"add .shuffle({count}){before}"
    small = [n for n in found if 0 < (buffer(n) or 0) < count]
    if small:
        text = f"{line(small)} mixes only neighbours: its buffer is small against {many}"
        return text, (
            f"use a buffer of the size of the data ({count}), or shuffle the rows or files before "
            "they are read"
        )
    return "", f"shuffle all examples together{before}"
