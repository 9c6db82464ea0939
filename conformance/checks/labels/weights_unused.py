"""Check: does a train_step of one's own use the weights that fit gives it?"""

from __future__ import annotations

from conformance.facts.applicability import weights_or_class_weight
from conformance.records import Arguments, Contract, Pass, Training
from conformance.registry import check, predicate
from conformance.results import Finding, Outcome, Passed
from conformance.wording import listed


@predicate("train_step is Keras' own")
def own_train_step(contract: Contract) -> bool:
    """Code of the user's decides on the weights."""
    return contract.custom_train_step


@predicate("a step under other weights could not be told from chance, or did not run")
def weights_tried(training: Training) -> bool:
    """The step is repeatable, and was taken under other weights."""
    return training.weights_used is not None


@check(
    "weights-unused",
    group="labels",
    title="a train_step of one's own uses the weights",
    applies=(own_train_step, weights_or_class_weight, weights_tried),
    phase="paired",
)
def weights_unused(training: Training, arguments: Arguments, elements: Pass) -> Outcome:
    """fit turns class_weight into a third part of data, and train_step alone decides on it."""
    given = [c.path for c in elements.role("sample_weight")]
    given += ["class_weight"] if arguments.class_weight else []
    if training.weights_used:
        return Passed(f"a step under other weights ({listed(given)}) ends at another place")
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
