"""Whether the loss stays a number."""

from __future__ import annotations

from typing import Optional

import numpy as np

from conformance.checks.training._training import not_met
from conformance.facts.broken import broken
from conformance.records import Pass, Training
from conformance.registry import check, predicate
from conformance.results import Finding, Outcome, Passed
from conformance.wording import counted, listed

# What makes a loss that is no number, and what makes one that grows until it is none.
NO_NUMBERS = {
    "class-weight": "a weight that is no number makes the loss none",
    "id-out-of-range": "on a GPU an id that the table lacks reads other memory",
    "label-range": "on a GPU the loss of a class that there is not is NaN",
    "not-finite": "features that are no numbers make the loss none",
    "target-not-finite": "targets that are no numbers make the loss none",
}
TOO_LARGE = {
    "missing-value-codes": "a code like -9999 is a large number to the weights",
    "unscaled": "large features make the steps of the optimizer too long",
}


@predicate("neither fit nor evaluate gave a loss")
def loss_given(training: Training) -> bool:
    return training.initial_loss is not None or bool(training.losses)


@check(
    "loss-not-finite",
    group="training",
    title="the loss stays a number",
    applies=(loss_given,),
    phase="trained",
    after={**NO_NUMBERS, **TOO_LARGE},
)
def loss_not_finite(training: Training, elements: Optional[Pass] = None) -> Outcome:
    """The loss of the untrained model, and after each epoch of a bounded fit."""
    if training.initial_loss is not None and not np.isfinite(training.initial_loss):
        return _untrained(training, elements)
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
    shown = [
        f"{loss:.4g}" for loss in (training.initial_loss, *training.losses) if loss is not None
    ]
    unmet = not_met(training, elements)
    if unmet is not None:
        return unmet
    return Passed(f"the loss, from before training on: {', '.join(shown[:4])}")


def _untrained(training: Training, elements: Optional[Pass]) -> Finding:
    """NaN before a single step: of the data, or where the rows without NaN give it too, of the model."""
    holds = broken(elements) if elements is not None else []
    names = listed(component.path for component in holds)
    blamed = bool(holds) and (training.finite_loss is None or np.isfinite(training.finite_loss))
    if not holds:
        of_what = "data that are finite" if elements is not None else "these data"
    elif training.finite_loss is None:
        of_what = f"data with NaN or infinity in {names}"
    elif blamed:
        of_what = f"data with NaN or infinity in {names}, and {training.finite_loss:.4g} on their finite rows"
    else:
        of_what = f"data with NaN or infinity in {names}, and on their finite rows as well"
    return Finding(
        f"the loss of the untrained model is {training.initial_loss} on {of_what}",
        expected="a finite loss",
        actual=str(training.initial_loss),
        where="evaluate, before training",
        fix=f"mend {names} first"
        if blamed
        else "look for a logarithm or division of 0 in the model and the loss "
        "(from_logits=True keeps a cross-entropy finite)",
        blame="pipeline" if blamed else "model",
        causes=tuple(NO_NUMBERS) if blamed or not holds else (),
    )
