"""Check: sample weights that fit can apply and that mean something."""

from __future__ import annotations

from typing import Optional

from conformance.checks.labels._rules import Dims
from conformance.facts.pairing import Target, Targets, compatible
from conformance.records import Component

BEFORE = (
    "pipeline-iterates",
    "element-type",
    "batch-missing",
    "batch-twice",
    "tuple-too-long",
    "third-element",
    "target-structure",
)


def target_of(weight: Component, position: int, count: int, targets: Targets) -> Optional[Target]:
    if weight.key is not None:
        return next((t for n, t in zip(targets.names, targets.pairs) if n == weight.key), None)
    if count == 1 and len(targets.pairs) > 1:
        return None
    return targets.pairs[position] if position < len(targets.pairs) else None


def applies(given: Dims, loss: Dims) -> bool:
    """Weights (B,), or as many leading axes as the loss has, a trailing axis of one allowed."""
    if given[-1:] == (1,):
        given = given[:-1]
    return len(given) <= len(loss) and compatible(given, loss[: len(given)])
