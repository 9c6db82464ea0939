"""Whether either repeat or epochs counts the passes over the data."""

from __future__ import annotations

from conformance.records import Arguments, Plan
from conformance.registry import check
from conformance.results import warn


@check(
    "repeat-and-epochs",
    group="completeness",
    title="either repeat or epochs counts the passes over the data",
    after=("empty",),
)
def repeat_and_epochs(plan: Plan, arguments: Arguments):
    epochs = arguments.get("epochs")
    if not isinstance(epochs, int) or epochs < 2 or arguments.get("steps_per_epoch") is not None:
        return None
    node = next((n for n in plan.chain() if n.op in ("repeat", "shuffle_and_repeat")), None)
    count = node.attributes.get("count") if node is not None else None
    if not isinstance(count, int) or count < 2:
        return None
    return warn(
        f"repeat({count}) makes one epoch of {count} passes over the data, and fit(epochs={epochs}) reads "
        f"{count * epochs} passes: metrics, schedules, early stopping and validation come once in {count}",
        expected=f"{epochs} passes in {epochs} epochs",
        actual=f"{count * epochs} passes",
        where=f"repeat({count})",
        fix=f"remove repeat({count}) and let epochs count",
    )
