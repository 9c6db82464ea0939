"""Whether no Python random number is baked into the model's step."""

from __future__ import annotations

from conformance.checks.randomness._randomness import FUNCTION_GUIDE
from conformance.records import Training
from conformance.registry import APART, check
from conformance.results import Finding, Outcome, Passed


@check(
    "randomness-in-step",
    group="randomness",
    title="no Python random number is baked into the model's step",
    phase=APART,
    after={
        "randomness-traced": "the pipeline's function is traced again while the model's step is",
    },
)
def randomness_in_step(training: Training) -> Outcome:
    """np.random in train_step, call or a loss: drawn while the step is traced, and never again."""
    events = training.drawn_while_traced
    if not events:
        return Passed("calls of random functions while the model's step was traced: none")
    event = events[0]
    others = f" ({len(events) - 1} more such calls)" if len(events) > 1 else ""
    return Finding(
        f"the model's own code calls {event.what} at {event.where} while its step is traced: that runs "
        f"in Python once, so every step of every epoch uses the numbers drawn then{others}",
        expected="a new draw in each step",
        actual="one draw, made while the graph was built",
        where=event.where,
        fix=f"draw with tf.random or keras.random in the step ({FUNCTION_GUIDE})",
        blame="model",
    )
