"""Check: the counts given to fit are whole numbers and leave an epoch to train."""

from __future__ import annotations

import numbers
from typing import Any, Optional

from conformance.records import Arguments, Contract, Environment
from conformance.registry import check
from conformance.results import Finding, Skip, warn
from conformance.wording import listed

EPOCHS = ("epochs", "initial_epoch")
STEPS = ("steps_per_epoch", "validation_steps")


@check(
    "fit-argument-value",
    group="training",
    title="the counts given to fit are whole numbers and leave an epoch to train",
    after=("fit-argument-unknown",),
)
def fit_argument_value(
    arguments: Arguments, environment: Environment, contract: Optional[Contract] = None
):
    """Measured on 2.4, 2.15 and 2.21.

    A float in epochs raises TypeError everywhere, one in steps on Keras 3 only: Keras 2 goes on to
    the next whole number. An empty range of epochs returns at once, everywhere, without a word.
    """
    if contract is not None and contract.own_fit:
        return Skip("the model has a fit of its own")
    counts = {name: arguments.get(name) for name in (*EPOCHS, *STEPS)}
    floats = [name for name, value in counts.items() if _fraction(value)]
    if floats:
        return _not_whole(floats, counts, environment)
    epochs, first = counts["epochs"], counts["initial_epoch"] or 0
    if not isinstance(epochs, numbers.Integral) or not isinstance(first, numbers.Integral):
        return None
    if epochs > first:
        return None
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


def _not_whole(names: list, counts: dict, environment: Environment) -> Finding:
    call = ", ".join(f"{name}={counts[name]!r}" for name in names)
    details = dict(
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
