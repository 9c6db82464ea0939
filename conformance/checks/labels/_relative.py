"""Targets of 0 under a loss that divides by the target: part of the check label-range."""

from __future__ import annotations

from typing import Optional

import numpy as np

from conformance.checks.labels._values import flat_rows
from conformance.facts.pairing import Target
from conformance.facts.weights import Weights
from conformance.records import Component, Contract
from conformance.results import Finding
from conformance.wording import share

RELATIVE = "mean_absolute_percentage_error"
FLOOR = 1e-7  # Keras divides by max(|y|, backend.epsilon())
OFTEN = 0.01  # share of zeros from which no error of another row is left to see


def of_zeros(
    target: Target, component: Component, weights: Weights, contract: Contract
) -> Optional[Finding]:
    """100 * |y - p| / max(|y|, 1e-7): where y is 0, an error of 1 counts a thousand million."""
    if target.loss is None or target.loss.name != RELATIVE:
        return None
    rows = flat_rows(component)
    zero = np.abs(rows) < FLOOR
    left_out = weights.off(component.path, zero.shape)
    if left_out is not None:
        zero &= ~left_out
    count, path = int(zero.sum()), component.path
    if not count:
        return None
    masked = any(fact.masks for fact in contract.layers)
    return Finding(
        f"{share(count, zero.size)} of {path} are 0, and {RELATIVE} divides by the target: Keras puts "
        "1e-7 in its place, so there an error of 1 counts 1000000000 % and drowns all others"
        f"{'; right only if the mask of the model covers them' if masked else ''}",
        status="fail" if count >= OFTEN * zero.size and not masked else "warn",
        expected="targets other than 0",
        actual=f"{count} targets of 0",
        where=path,
        component=path,
        fix="use mean_absolute_error or mean_squared_logarithmic_error, or give these examples the "
        "weight 0",
    )
