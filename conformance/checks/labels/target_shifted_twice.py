"""Whether the target of each step is the next one, and not one that lies further on."""

from __future__ import annotations

from typing import Any, Dict, List, Optional

from conformance.facts.applicability import keras_train_step, paired_targets
from conformance.facts.pairing import Targets
from conformance.facts.relations import Shift
from conformance.records import Probes
from conformance.registry import check, predicate
from conformance.results import Finding, Outcome, Passed, warn
from conformance.wording import counted


@predicate("no target is a sequence of ids that are ids of a feature, moved by some steps")
def moved_ids(shifts: List[Shift]) -> bool:
    return bool(shifts)


@check(
    "target-shifted-twice",
    group="labels",
    title="the target of a step is the next id, not one further on",
    applies=(keras_train_step, paired_targets, moved_ids),
    phase="compared",
    per_part=True,
)
def target_shifted_twice(
    shifts: List[Shift], targets: Targets, probes: Optional[Probes] = None
) -> Outcome:
    """Moved in the pipeline and once more in the loss: the model learns the id after the next."""
    moved = probes.shifts if probes is not None else {}
    output = {p.target.path: p.index for p in targets.pairs if p.target is not None}
    for shift in shifts:
        by_loss = moved.get(output.get(shift.target, -1), 0)
        whole = shift.steps + by_loss
        if shift.steps < 1 or whole < 2:
            continue
        relation = f"{shift.target}[:, t] is {shift.feature}[:, t + {shift.steps}]"
        text = f"{relation} at all {shift.positions} steps that were compared"
        details: Dict[str, Any] = dict(
            expected=f"one step in all: {shift.target}[:, t] == {shift.feature}[:, t + 1]",
            where=shift.target,
            component=shift.target,
        )
        if by_loss:
            return Finding(
                f"{text}, and the loss compares output step t with target step t + {by_loss} once "
                f"more: the model is taught the id {counted(whole, 'step')} ahead and never the next",
                actual=f"{shift.steps} in the pipeline and {by_loss} in the loss",
                fix="move the targets in one place: give x and y unmoved and let the loss do it, or "
                "move them in the pipeline and compare step by step in the loss",
                **details,
            )
        return warn(
            f"{text}: the model is taught the id {counted(whole, 'step')} ahead and never the next",
            actual=f"{shift.steps} steps",
            fix="move by one: x = ids[:, :-1] and y = ids[:, 1:]; look whether the ids were moved "
            "before; where the id further on is the task, leave this check out",
            **details,
        )
    one = shifts[0]
    total = one.steps + moved.get(output.get(one.target, -1), 0)
    return Passed(f"{one.target} with {one.feature}: {counted(total, 'step')} ahead in all")
