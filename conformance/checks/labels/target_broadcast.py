"""Whether targets are not broadcast in a loss of one's own."""

from __future__ import annotations

from typing import Optional

import numpy as np

from conformance.checks.labels._rules import shape_of
from conformance.facts.pairing import Target, Targets
from conformance.records import Training
from conformance.registry import check, predicate
from conformance.results import Finding, Outcome, Passed
from conformance.wording import number, shape_text

ROUNDING = 1e-4  # relative difference that float32 sums in another order may make


@predicate("no loss or train_step of the user's own was tried on targets in the output's shape")
def tried_aligned(training: Training) -> bool:
    """Both losses of the first batch are known, and finite."""
    return training.aligned_loss is not None and bool(np.isfinite(training.aligned_loss).all())


@check(
    "target-broadcast",
    group="labels",
    title="targets are not broadcast in a loss of one's own",
    applies=(tried_aligned,),
    phase="paired",
)
def target_broadcast(training: Training, targets: Targets) -> Outcome:
    """The loss of one batch as given, and with the targets reshaped to the output's shape."""
    assert training.aligned_loss is not None
    given, aligned = training.aligned_loss
    if abs(given - aligned) <= ROUNDING * max(abs(given), abs(aligned), 1e-6):
        return Passed(
            f"the loss is {number(given)} as given and with targets in the output's shape"
        )
    target = next((t for t in targets.pairs if t.target is not None), None)
    path = target.target.path if target is not None and target.target is not None else "y"
    y, output = _shapes(target)
    return Finding(
        f"the loss broadcasts {path} {y} against the output {output}: it is {number(given)} on the "
        "first "
        f"batch, and {number(aligned)} with the same targets in the output's shape, so every "
        "prediction "
        "is compared with every target",
        expected=f"targets of shape {output}",
        actual=y,
        where=path,
        component=path,
        fix=f"give {path} the shape of the output: `tf.reshape(y, tf.shape(y_pred))`, or "
        "`y[:, tf.newaxis]` / `tf.squeeze` in the pipeline",
    )


def _shapes(target: Optional[Target]) -> tuple:
    if target is None:
        return "", ""
    return shape_text(shape_of(target)), shape_text(target.output.shape)
