"""Checks: rank, axes, kind and dtype of every component against what the model takes."""

from __future__ import annotations

from typing import Optional

from conformance.records import Contract, Failure, Forward, Training

FIT_STAGES = ("fit", "evaluate")


def failed(training: Optional[Training], forward: Optional[Forward] = None) -> Optional[Failure]:
    """What fit raised, else what a plain call of the model raised.

    Where fit ran, a plain call or predict proves nothing: an own train_step may never call the
    model on x (a GAN's generator takes noise).
    """
    if training is not None:
        if "fit" in training.ran:
            return None
        for stage in FIT_STAGES:
            if stage in training.failures:
                return training.failures[stage]
    return forward.failure if forward is not None else None


def taken_apart(
    contract: Optional[Contract], training: Optional[Training], forward: Optional[Forward]
) -> bool:
    """Whether an own train_step does something else with x than to call the model on it.

    Fit ran, and yet the model cannot be called on x as it comes: anchors and positives stacked on
    an axis of their own, which train_step takes apart.
    """
    if contract is None or not contract.custom_train_step or training is None:
        return False
    return "fit" in training.ran and forward is not None and forward.failure is not None
