"""Whether either repeat or epochs counts the passes over the data."""

from __future__ import annotations

from typing import Tuple

from conformance.records import Arguments, Plan
from conformance.registry import APART, check, predicate
from conformance.results import Outcome, Passed, warn


def _counts(plan: Plan, arguments: Arguments) -> Tuple[int, int]:
    """(passes in one turn of the data, epochs of fit); 1 or less where not counted."""
    epochs = arguments.get("epochs")
    node = next((n for n in plan.chain() if n.op in ("repeat", "shuffle_and_repeat")), None)
    count = node.attributes.get("count") if node is not None else None
    return (
        count if isinstance(count, int) else 1,
        epochs if isinstance(epochs, int) else 1,
    )


@predicate("no repeat counts passes, or steps_per_epoch cuts the epochs")
def repeat_counts(plan: Plan, arguments: Arguments) -> bool:
    cut = arguments.get("steps_per_epoch") is not None
    return not cut and _counts(plan, arguments)[0] >= 2


@check(
    "repeat-and-epochs",
    group="completeness",
    title="either repeat or epochs counts the passes over the data",
    applies=(repeat_counts,),
    phase=APART,
    after={"empty": "nothing is repeated"},
)
def repeat_and_epochs(plan: Plan, arguments: Arguments) -> Outcome:
    """How often repeat and epochs together read the data; both counting is what is warned of."""
    count, epochs = _counts(plan, arguments)
    if epochs < 2:
        return Passed(f"repeat({count}) with fit(epochs={epochs}): repeat alone counts passes")
    return warn(
        f"repeat({count}) makes one epoch of {count} passes over the data, and fit(epochs={epochs}) reads "
        f"{count * epochs} passes: metrics, schedules, early stopping and validation come once in {count}",
        expected=f"{epochs} passes in {epochs} epochs",
        actual=f"{count * epochs} passes",
        where=f"repeat({count})",
        fix=f"remove repeat({count}) and let epochs count",
    )
