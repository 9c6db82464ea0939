"""Targets of 0 under a loss that divides by the target: part of the check label-range."""

from __future__ import annotations

from typing import Optional

import numpy as np

from conformance.checks.labels._values import flat_rows
from conformance.facts.pairing import Target
from conformance.records import Component, Contract, Pass
from conformance.results import Finding
from conformance.wording import share

RELATIVE = "mean_absolute_percentage_error"
FLOOR = 1e-7  # Keras divides by max(|y|, backend.epsilon())
OFTEN = 0.01  # share of zeros from which no error of another row is left to see


def of_zeros(
    target: Target, component: Component, elements: Pass, contract: Contract
) -> Optional[Finding]:
    """100 * |y - p| / max(|y|, 1e-7): where y is 0, an error of 1 counts a thousand million."""
    if target.loss is None or target.loss.name != RELATIVE:
        return None
    rows = flat_rows(component)
    zero = np.abs(rows) < FLOOR
    left_out = _left_out(zero, elements)
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
        fix="use mean_absolute_error or mean_squared_logarithmic_error, or give these examples the "
        "weight 0",
    )


def _left_out(zero: np.ndarray, elements: Pass) -> Optional[np.ndarray]:
    """Which targets have the sample weight 0; None where that is not known."""
    weights = elements.role("sample_weight")
    if len(weights) != 1 or len(weights[0].shapes) == 0:
        return None
    given = flat_rows(weights[0])
    if given.ndim == zero.ndim + 1 and given.shape[-1] == 1:
        given = given[..., 0]
    if given.ndim > zero.ndim or given.shape != zero.shape[: given.ndim]:
        return None
    off = (given == 0).reshape(given.shape + (1,) * (zero.ndim - given.ndim))
    return np.broadcast_to(off, zero.shape)
