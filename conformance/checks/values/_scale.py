"""Checks: are features of a size that weights can be trained on?"""

from __future__ import annotations

from typing import Optional, Tuple

import numpy as np

from conformance.facts.meeting import SAMPLE, blind_loss, matrix
from conformance.facts.pairing import Targets
from conformance.records import Component, Pass, Training
from conformance.wording import number

HARMFUL = 10.0  # first loss over a blind guess: the features, not the task, make the loss
NOTICEABLE = 2.0


def loss_ratio(
    training: Optional[Training],
    targets: Optional[Targets],
    elements: Pass,
    *,
    trained: bool = False,
) -> Optional[float]:
    """The loss over that of a blind guess; None where it was not measured.

    Args:
        trained: take the first epoch of training instead of the evaluation before it.
    """
    if training is None:
        return None
    loss = training.initial_loss
    if trained:
        loss = training.losses[0] if training.losses else None
    blind = blind_loss(targets, elements)
    if blind is None or loss is None:
        return None
    return float("inf") if not np.isfinite(loss) else loss / blind


def consequence(training: Optional[Training], ratio: Optional[float]) -> str:
    if training is None or training.initial_loss is None or ratio is None or ratio < NOTICEABLE:
        return ""
    return (
        f"; a fresh model starts at a loss of {number(training.initial_loss)}, "
        f"{number(round(ratio, 1))} times that of a blind guess"
    )


def _largest(component: Component) -> Tuple[Optional[float], Optional[int]]:
    """Root mean square of the largest column (of the last axis), and which it is."""
    values = matrix(component)
    if values is None:
        return None, None
    if component.rows is not None and component.rows.ndim > 2:
        values = values.reshape(-1, component.rows.shape[-1])
    values = values[np.isfinite(values).all(axis=1)][: max(1000, SAMPLE // values.shape[1])]
    if not len(values):
        return None, None
    sizes = np.sqrt(np.mean(values**2, axis=0))
    column = int(np.argmax(sizes))
    return float(sizes[column]), column if len(sizes) > 1 else None
