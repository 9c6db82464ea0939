"""Whether the weights stay numbers."""

from __future__ import annotations

from conformance.checks.training._training import AFTER_DATA
from conformance.records import Training
from conformance.registry import check
from conformance.results import Finding
from conformance.wording import counted, listed


@check(
    "weights-not-finite",
    group="training",
    title="the weights stay numbers",
    after=(*AFTER_DATA, "fit-fails", "loss-not-finite"),
)
def weights_not_finite(training: Training):
    if training.weights_finite:
        return None
    loss = f" while the loss reads {training.losses[-1]:.4g}" if training.losses else ""
    return Finding(
        f"{listed(training.bad_weights)} hold NaN or infinite values after "
        f"{counted(training.batches * max(1, training.epochs), 'step')}{loss}: from TensorFlow "
        "2.9 a fused relu can turn NaN into 0, so the loss does not show it",
        expected="finite weights",
        actual="NaN or infinite weights",
        where=listed(training.bad_weights),
        fix="scale features and targets to about unit size, or lower the learning rate",
        blame="model",
    )
