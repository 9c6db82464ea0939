"""Check: the counts given to fit are whole numbers and leave an epoch to train."""

from __future__ import annotations

import numbers
from typing import Any, Dict, List

from conformance.facts.applicability import fit_of_keras
from conformance.records import Arguments, Environment
from conformance.registry import check, predicate
from conformance.results import Finding, Outcome, Passed, warn
from conformance.wording import listed

EPOCHS = ("epochs", "initial_epoch")
STEPS = ("steps_per_epoch", "validation_steps")


@predicate("fit is given no counts of epochs or steps")
def counts_given(arguments: Arguments) -> bool:
    return any(arguments.get(name) is not None for name in (*EPOCHS, *STEPS))


@check(
    "fit-argument-value",
    group="training",
    title="the counts given to fit are whole numbers and leave an epoch to train",
    applies=(fit_of_keras, counts_given),
    phase="paired",
    after={"fit-argument-unknown": "fit raises at the name before it reads the value"},
)
def fit_argument_value(arguments: Arguments, environment: Environment) -> Outcome:
    """Measured on 2.4, 2.15 and 2.21.

    A float in epochs raises TypeError everywhere, one in steps on Keras 3 only: Keras 2 goes on to
    the next whole number. An empty range of epochs returns at once, everywhere, without a word.
    """
    counts = {name: arguments.get(name) for name in (*EPOCHS, *STEPS)}
    floats = [name for name, value in counts.items() if _fraction(value)]
    if floats:
        return _not_whole(floats, counts, environment)
    epochs, first = counts["epochs"], counts["initial_epoch"] or 0
    whole = isinstance(epochs, numbers.Integral) and isinstance(first, numbers.Integral)
    if not whole or epochs > first:
        shown = ", ".join(f"{name}={value}" for name, value in counts.items() if value is not None)
        return Passed(f"{shown}: whole numbers that leave an epoch to train")
    given = f"epochs={epochs}" + (f", initial_epoch={first}" if first else "")
    return Finding(
        f"fit({given}) trains nothing and says nothing: epochs is the number of the last epoch, not "
        "how many more",
        expected=f"epochs above {first}",
        actual=given,
        where=f"fit({given})",
        fix=f"epochs=initial_epoch + N, for example epochs={first + max(1, int(epochs))}",
    )


def _fraction(value: Any) -> bool:
    return isinstance(value, numbers.Real) and not isinstance(value, numbers.Integral)


def _not_whole(names: List[str], counts: Dict[str, Any], environment: Environment) -> Finding:
    call = ", ".join(f"{name}={counts[name]!r}" for name in names)
    details: Dict[str, Any] = dict(
        expected="whole numbers (int)",
        actual=call,
        where=f"fit({call})",
        fix=" and ".join(f"{name}=math.ceil(...)" for name in names)
        + " (`/` gives a float, `//` drops the last batch)",
    )
    if environment.keras_generation == 2 and not set(names) & set(EPOCHS):
        return warn(
            f"fit({call}): Keras 2 goes on to the next whole step, Keras 3 raises TypeError: 'float' "
            "object cannot be interpreted as an integer",
            **details,
        )
    return Finding(
        f"fit({call}) raises TypeError: 'float' object cannot be interpreted as an integer "
        f"({listed(names)})",
        **details,
    )
