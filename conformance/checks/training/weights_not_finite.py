"""Whether the weights stay numbers."""

from __future__ import annotations

from typing import Optional

from conformance.checks.training._training import not_met
from conformance.checks.training.loss_not_finite import NO_NUMBERS, TOO_LARGE
from conformance.records import Pass, Probes, Training
from conformance.registry import check, predicate
from conformance.results import Finding, Outcome, Passed
from conformance.wording import counted, listed


@predicate("fit did not run to its end")
def fitted(training: Training) -> bool:
    return "fit" in training.ran


@check(
    "weights-not-finite",
    group="training",
    title="the weights stay numbers",
    applies=(fitted,),
    phase="trained",
    after={
        **NO_NUMBERS,
        **TOO_LARGE,
        "loss-not-finite": "a loss that is no number ends in the weights",
    },
)
def weights_not_finite(
    training: Training, elements: Optional[Pass] = None, probes: Optional[Probes] = None
) -> Outcome:
    """The weights after a bounded fit."""
    steps = counted(training.batches * max(1, training.epochs), "step")
    if training.weights_finite:
        unmet = not_met(training, elements, probes)
        if unmet is not None:
            return unmet
        return Passed(f"the weights after {steps}: all are finite")
    loss = f" while the loss reads {training.losses[-1]:.4g}" if training.losses else ""
    return Finding(
        f"{listed(training.bad_weights)} hold NaN or infinite values after "
        f"{steps}{loss}: from TensorFlow "
        "2.9 a fused relu can turn NaN into 0, so the loss does not show it",
        expected="finite weights",
        actual="NaN or infinite weights",
        where=listed(training.bad_weights),
        fix="scale features and targets to about unit size, or lower the learning rate",
        blame="model",
    )
