"""Whether no Python random number or clock is baked into a traced function."""

from __future__ import annotations

from conformance.checks.randomness._randomness import FUNCTION_GUIDE
from conformance.records import Tracing
from conformance.registry import APART, check
from conformance.results import Finding, Outcome, Passed, warn

STATES = {"np.random": "NumPy's global state", "random": "Python's `random`"}


@check(
    "randomness-traced",
    group="randomness",
    title="no Python random number or clock is baked into a traced function",
    phase=APART,
)
def randomness_traced(tracing: Tracing) -> Outcome:
    """Calls of random functions and clocks while the pipeline's functions were traced."""
    events = [event for event in tracing.events if event.kind in ("random", "time")]
    if not events:
        return Passed("calls of random functions and clocks while functions were traced: none")
    drawn = [event for event in events if event.kind == "random"]
    event = (drawn or events)[0]
    source = STATES.get(event.what, event.what)
    others = f" ({len(events) - 1} more such calls)" if len(events) > 1 else ""
    name = f"`{event.function}`" if event.function else "a function of the pipeline"
    if not drawn:
        return warn(
            f"{source}() is read at {event.where} while the pipeline's function is traced: the "
            f"graph keeps that one moment as a constant{others}",
            where=event.where,
            fix="use tf.timestamp(), or read the clock outside the function",
        )
    return Finding(
        f"{name} draws from {source} at {event.where} while it is traced: it runs in Python once, "
        f"so the numbers drawn then are constants for every example of every epoch{others}",
        expected="a new draw for each example",
        actual="one draw, made while the graph was built",
        where=event.where,
        fix="draw with tf.random (for example tf.random.normal or tf.random.uniform) inside the "
        f"function, or wrap the Python code in tf.numpy_function ({FUNCTION_GUIDE})",
    )
