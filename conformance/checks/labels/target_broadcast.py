"""Whether targets are not broadcast in a loss of one's own."""

from __future__ import annotations

from typing import Optional

import numpy as np

from conformance.checks.labels._labels import BROKEN
from conformance.checks.labels._rules import shape_of
from conformance.facts.pairing import Target, Targets
from conformance.records import Pass, Training
from conformance.registry import check
from conformance.results import Finding
from conformance.wording import number, shape_text


@check(
    "target-broadcast",
    group="labels",
    title="targets are not broadcast in a loss of one's own",
    after=(*BROKEN, "label-shape"),
)
def target_broadcast(training: Training, targets: Targets, elements: Pass):
    """The loss of one batch as given, and with the targets reshaped to the output's shape."""
    if training.aligned_loss is None:
        return None
    given, aligned = training.aligned_loss
    if not (np.isfinite(given) and np.isfinite(aligned)):
        return None
    if abs(given - aligned) <= 1e-4 * max(abs(given), abs(aligned), 1e-6):
        return None
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
        fix=f"give {path} the shape of the output: `tf.reshape(y, tf.shape(y_pred))`, or "
        "`y[:, tf.newaxis]` / `tf.squeeze` in the pipeline",
    )


def _shapes(target: Optional[Target]) -> tuple:
    if target is None:
        return "", ""
    return shape_text(shape_of(target)), shape_text(target.output.shape)
