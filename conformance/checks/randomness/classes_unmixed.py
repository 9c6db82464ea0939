"""Whether each batch holds about the classes that the data holds."""

from __future__ import annotations

from typing import Optional, Tuple

from conformance.checks.randomness._mixing import buffer, measured
from conformance.checks.randomness._plan import batching, describe, line, shuffles, windows
from conformance.facts.pairing import Targets
from conformance.records import Contract, Pass, Plan
from conformance.registry import check
from conformance.results import Finding, Skip

UNMIXED = 0.5  # concentration above which batches hold far fewer classes than the data


def _cause(plan: Optional[Plan], elements: Pass, size: int) -> Tuple[str, str]:
    """(what the plan says of it, the fix)."""
    if plan is None:
        return "", "draw a permutation of all examples in each epoch before cutting batches"
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
    small = [n for n in found if buffer(n) is not None and 0 < buffer(n) < count]
    if small:
        text = f"{line(small)} mixes only neighbours: its buffer is small against {many}"
        return text, (
            f"use a buffer of the size of the data ({count}), or shuffle the rows or files before "
            "they are read"
        )
    return "", f"shuffle all examples together{before}"


@check(
    "classes-unmixed",
    group="randomness",
    title="each batch holds about the classes that the data holds",
    after=(
        "shuffle-after-batch",
        "order-frozen",
        "epoch-end-lost",
        "batch-missing",
        "batch-twice",
        "group:labels",
    ),
)
def classes_unmixed(
    elements: Pass,
    plan: Optional[Plan] = None,
    targets: Optional[Targets] = None,
    contract: Optional[Contract] = None,
):
    if contract is not None and contract.stateful:
        return Skip("a stateful model needs its examples in order")
    found = measured(elements, targets)
    if not found:
        return Skip("no class labels over at least four batches")
    worst = found[0]
    if worst.concentration <= max(UNMIXED, worst.chance):
        return None
    cause, fix = _cause(plan, elements, worst.size)
    message = (
        f"{worst.single} of {worst.batches} batches hold a single class of {worst.path}: a batch "
        f"of {worst.size} holds {worst.held:.1f} of {worst.classes} classes on average, a random "
        f"one would hold {worst.expected:.1f}"
    )
    message = f"{message}; {cause}" if cause else message
    series = plan is not None and windows(plan)
    return Finding(
        message,
        status="warn" if series else "fail",
        expected=f"{worst.expected:.1f} classes in a batch of {worst.size}",
        actual=f"{worst.held:.1f} classes",
        where=worst.path,
        fix=fix,
    )
