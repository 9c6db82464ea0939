"""What numbers that are none do to what comes after: which components hold them, whether training met them."""

from __future__ import annotations

from typing import List

from conformance.records import Component, Pass, Training
from conformance.registry import Threshold

MET = Threshold(
    7,
    "rows with NaN that training must have met before finite weights prove that the model copes",
    "one such row makes every weight NaN within a step; dropout or a branch may miss one, and "
    "misses all of seven 1 time in 128 where it misses half",
)


def broken(elements: Pass) -> List[Component]:
    """The features, targets and weights that hold NaN or infinity, as far as they were read."""
    return [c for c in elements.components if c.nan + c.inf]


def met(component: Component, part: Pass, training: Training) -> float:
    """How many rows with NaN the bounded fit has met, if they are spread evenly over the batches."""
    return component.bad_rows * min(1.0, training.batches / max(1, part.batches))
