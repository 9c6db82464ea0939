"""Checks: does the model see which steps of a sequence are padding?"""

from __future__ import annotations

from conformance.records import Contract
from conformance.registry import Threshold

PADDED = Threshold(
    0.5,
    "share of the sequences that are padded, from which padding is how the data are made",
    "chosen: sequences of different lengths fill the longest in a few rows only; not measured",
)

MANY = PADDED.value


def masks_by_value(contract: Contract) -> bool:
    """Whether a layer masks steps of one value: Masking, or an Embedding with mask_zero."""
    return any(fact.mask_value is not None for fact in contract.layers)
