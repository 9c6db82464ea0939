"""Training and validation data are the same kind of thing: one question, put to each part.

``fit`` reads validation data with the same model and the same loss, so a check that is marked
``per_part`` is put to them as to the training data. A part is a view of the records: the names are
those of training, the records those of the part.
"""

from __future__ import annotations

from typing import Callable, Dict, Iterable, List, Optional

from conformance.facts.table import FACTS
from conformance.records.store import Missing, Records
from conformance.registry import Check
from conformance.results import TRAINING, VALIDATION, Result
from conformance.run.judge import Settings, judge, settle

# Records that a part has of its own, by the name under which checks ask for them.
OWN = {
    "build": "validation_build",
    "spec": "validation_spec",
    "elements": "validation",
    "plan": "validation_plan",
    "epochs": "validation_epochs",
    "tracing": "validation_tracing",
}
SHARED = ("environment", "contract", "arguments", "expect", "forward", "probes")
# Without these there is no validation data to put a question to.
NEEDED = ("validation", "validation_spec", "validation_build")
ABSENT = ("held", "sequence", "wiring", "training", "timing", *OWN.values())


def judge_parts(
    checks: Iterable[Check],
    records: Records,
    *,
    settings: Settings = {},  # noqa: B006 - read, never written
    done: Iterable[Result] = (),
    tell: Callable[[Result], None] = lambda result: None,
) -> List[Result]:
    """The settled results of every check on every part.

    Args:
        checks: the checks that were chosen.
        records: all records of the run.
        settings: thresholds that the user set.
        done: results on the training data that were judged as their records came.
        tell: called with each result that was judged here, before one cause gives one failure.

    Returns:
        One result for each check on the training data, in the order of ``checks``; then those of
        the validation data, for the checks that apply there.
    """
    checks = list(checks)
    judged = {result.check: result for result in done}
    results = [judged.get(c.name) or judge(c, records, settings=settings) for c in checks]
    view = validation_view(records)
    if view is not None:
        for check in checks:
            result = (
                judge(check, view, part=VALIDATION, settings=settings) if check.per_part else None
            )
            if result is not None and result.status not in ("skip", "blocked"):
                tell(result)
                results.append(result)
    return settle(results, {check.name: check for check in checks})


def validation_view(records: Records) -> Optional[Records]:
    """The records as they would be if the validation data were the training data."""
    if not records.there(*NEEDED):
        return None
    given: Dict[str, object] = {
        name: Missing("not asked of validation data", "skip") for name in ABSENT
    }
    for name in SHARED:
        if records.known(name):
            given[name] = records[name]
    if records.there("forward") and records["forward"].failure is not None:
        # Training says so: here it would be said twice.
        given["forward"] = Missing("the model is not called on x", "skip")
    for name, source in OWN.items():
        held = records[source] if records.known(source) else Missing(f"no {source}", "skip")
        given[name] = held
    return Records(given, FACTS)


def first_of(results: Iterable[Result], check: str) -> Optional[Result]:
    """The result of a check that speaks loudest: a failing part before one that holds."""
    order = ("error", "fail", "xpass", "warn", "blocked", "xfail", "pass", "skip")
    mine = [result for result in results if result.check == check]
    return min(mine, key=lambda r: (order.index(r.status), r.part != TRAINING), default=None)
