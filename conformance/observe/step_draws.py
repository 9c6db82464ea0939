"""Watch a model's step being traced: which random numbers are drawn in Python then, and never again?"""

from __future__ import annotations

import contextlib
import functools
import random
import sys
from typing import Any, Callable, Iterator, List

import numpy as np

from conformance import compat
from conformance.observe.guard import user_line
from conformance.observe.tracing import called_by_user, once, shared_generators
from conformance.records import TraceEvent

# What sets or reads the state, and draws nothing.
STATE = (
    "seed",
    "get_state",
    "set_state",
    "getstate",
    "setstate",
    "get_bit_generator",
    "set_bit_generator",
)


@contextlib.contextmanager
def watch_steps(events: List[TraceEvent]) -> Iterator[None]:
    """Note the random numbers that user code draws in Python while a model's step is traced.

    A layer that is built then draws its first weights, which is as it should be.
    """
    hidden = shared_generators()
    originals = [
        (module, name, value)
        for module in (random, np.random)
        for name, value in vars(module).items()
        if any(getattr(value, "__self__", None) is one for one in hidden) and name not in STATE
    ]
    originals.append((np.random, "default_rng", np.random.default_rng))
    try:
        for module, name, value in originals:
            setattr(module, name, _noted(module, name, value, events))
        yield
    finally:
        for module, name, value in originals:
            setattr(module, name, value)


def _noted(module: Any, name: str, function: Callable, events: List[TraceEvent]) -> Callable:
    @functools.wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        drawn = function(*args, **kwargs)
        # A seed for an op that draws by itself, or numbers that are fixed on purpose.
        meant = isinstance(drawn, (int, np.integer)) or (name == "default_rng" and (args or kwargs))
        tracing = not compat.tensorflow().executing_eagerly()
        if tracing and not meant and called_by_user() and not _building():
            once(events, TraceEvent(f"{module.__name__}.{name}", "random", user_line(), ""))
        return drawn

    return call


def _building() -> bool:
    """Whether a layer or a model is made, or makes its weights, further up."""
    frame = sys._getframe(2)
    while frame is not None:
        if frame.f_code.co_name in ("build", "__init__", "add_weight"):
            return True
        frame = frame.f_back  # type: ignore[assignment]
    return False
