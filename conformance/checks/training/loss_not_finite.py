"""Whether the loss stays a number."""

from __future__ import annotations

from typing import Optional

import numpy as np

from conformance.checks.training._training import AFTER_DATA
from conformance.records import Contract, Training
from conformance.registry import check
from conformance.results import Finding
from conformance.wording import counted


@check(
    "loss-not-finite",
    group="training",
    title="the loss stays a number",
    after=(*AFTER_DATA, "fit-fails"),
)
def loss_not_finite(training: Training, contract: Optional[Contract] = None):
    if training.initial_loss is not None and not np.isfinite(training.initial_loss):
        return Finding(
            f"the loss of the untrained model is {training.initial_loss} on data that is finite",
            expected="a finite loss",
            actual=str(training.initial_loss),
            where="evaluate, before training",
            fix="look for a logarithm or division of 0 in the model and the loss "
            "(from_logits=True keeps a cross-entropy finite)",
            blame="model",
        )
    for epoch, loss in enumerate(training.losses):
        if not np.isfinite(loss):
            return Finding(
                f"the loss is {loss} after {counted(training.batches * (epoch + 1), 'step')}, "
                f"from {training.initial_loss if training.initial_loss is not None else 'the start'}",
                expected="a finite loss",
                actual=str(loss),
                where=f"fit, epoch {epoch + 1}",
                fix="scale features and targets to about unit size, or lower the learning rate",
                blame="model",
            )
    return None
