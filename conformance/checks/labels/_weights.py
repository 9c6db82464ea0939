"""Check: sample weights that fit can apply and that mean something."""

from __future__ import annotations

from conformance.checks.labels._rules import Dims
from conformance.facts.pairing import compatible


def applies(given: Dims, loss: Dims) -> bool:
    """Weights (B,), or as many leading axes as the loss has, a trailing axis of one allowed."""
    if given[-1:] == (1,):
        given = given[:-1]
    return len(given) <= len(loss) and compatible(given, loss[: len(given)])
