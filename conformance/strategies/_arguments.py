"""Early, legible refusals of wrong arguments.

Hypothesis checks most arguments when an example is drawn, deep inside a test run. A strategy of
this package refuses at the call, and says what was given, what is expected and the nearest
valid choice.
"""

from __future__ import annotations

import difflib
import operator
from typing import Any, Iterable, Sequence

from hypothesis.strategies import SearchStrategy


def did_you_mean(given: Any, choices: Iterable[str]) -> str:
    """Return `; did you mean "x"?` for the choice nearest to `given`, or an empty string."""
    near = difflib.get_close_matches(str(given), list(choices), n=1)
    return f'; did you mean "{near[0]}"?' if near else ""


def check_choice(name: str, given: Any, choices: Sequence[str]) -> str:
    """Return `given` if it is one of `choices`, else raise `ValueError`."""
    if given not in choices:
        raise ValueError(
            f"{name}={given!r}: expected one of {', '.join(choices)}{did_you_mean(given, choices)}"
        )
    return given


def check_choices(name: str, given: Any, choices: Sequence[str]) -> tuple[str, ...]:
    """Return `given` as a tuple of one or more of `choices`, else raise."""
    if isinstance(given, str) or not isinstance(given, Iterable):
        raise TypeError(
            f"{name}={given!r}: expected a tuple of some of {', '.join(choices)}"
            + (f"; write {name}=({given!r},)" if given in choices else "")
        )
    chosen = tuple(given)
    if not chosen:
        raise ValueError(f"{name}={given!r}: expected at least one of {', '.join(choices)}")
    for one in chosen:
        check_choice(name, one, choices)
    return chosen


def check_integer(
    name: str, given: Any, *, least: int = 0, most: int | None = None, why: str = ""
) -> int:
    """Return `given` as an int between `least` and `most`, else raise.

    A bool is refused although Python counts it as an integer: `max_rank=True` is a slip.
    """
    expected = f"an integer of at least {least}" if most is None else f"{least} to {most}"
    message = f"{name}={given!r}: expected {expected}{why and ' (' + why + ')'}"
    if isinstance(given, bool) or not hasattr(given, "__index__"):
        raise TypeError(message)
    number = operator.index(given)
    if number < least or (most is not None and number > most):
        raise ValueError(message)
    return number


def check_range(
    name: str, low: Any, high: Any, *, least: int = 0, most: int | None = None
) -> tuple[int, int]:
    """Return the integers `(low, high)`, else raise; `name` is what is ranged, e.g. `rank`."""
    low = check_integer(f"min_{name}", low, least=least, most=most)
    high = check_integer(f"max_{name}", high, least=least, most=most)
    if low > high:
        raise ValueError(f"min_{name}={low} is above max_{name}={high}: nothing lies between")
    return low, high


def check_flag(name: str, given: Any) -> bool:
    """Return `given` if it is True or False, else raise `TypeError`."""
    if not isinstance(given, bool):
        raise TypeError(f"{name}={given!r}: expected True or False")
    return given


def check_strategy(name: str, given: Any) -> SearchStrategy:
    """Return `given` if it is a Hypothesis strategy, else raise `TypeError`."""
    if not isinstance(given, SearchStrategy):
        raise TypeError(
            f"{name}={given!r}: expected a Hypothesis strategy; "
            f"for one fixed value write {name}=hypothesis.strategies.just(...)"
        )
    return given
