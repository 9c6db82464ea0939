"""Check: does a train_step of one's own use the weights that fit gives it?"""

from __future__ import annotations

from conformance.records import Arguments, Contract, Pass, Training
from conformance.registry import check
from conformance.results import Finding, Skip
from conformance.wording import listed


@check(
    "weights-unused",
    group="labels",
    title="a train_step of one's own uses the weights",
    after=("pipeline-iterates", "fit-fails", "train-step-tuple", "sample-weight", "class-weight"),
)
def weights_unused(training: Training, arguments: Arguments, contract: Contract, elements: Pass):
    """fit turns class_weight into a third part of data, and train_step alone decides on it."""
    if not contract.custom_train_step:
        return Skip("train_step is Keras' own")
    given = [c.path for c in elements.role("sample_weight")]
    given += ["class_weight"] if arguments.class_weight else []
    if not given:
        return Skip("no weights are given")
    if training.weights_used is not False:
        return None
    return Finding(
        f"fit is given {listed(given)}, and the model's own train_step leaves them out: a step from the "
        "same start ends at the same weights, bit for bit, whatever the examples weigh",
        expected="a loss that is multiplied by the weights",
        actual="the same step under weights of 1 and of 0.1 to 4",
        where=given[0],
        fix="`x, y, sample_weight = keras.utils.unpack_x_y_sample_weight(data)`, and pass "
        "sample_weight to compute_loss (or multiply the loss by it)",
        blame="model",
    )
