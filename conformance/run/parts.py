"""The validation data held to the contract of the model, by the checks that judge training data.

``fit`` reads them with the same model and the same loss, so what is asked of an element of the
training data is asked of theirs. A check that passes (or does not apply) on the training data and
fails here becomes a failure that says "validation data"; where training fails already, that is the
cause to look at first.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Iterable, List

from conformance.facts.table import FACTS
from conformance.records.store import Missing, Records
from conformance.registry import Check
from conformance.results import Result
from conformance.run.judge import judge, settle

GROUPS = ("wiring", "elements", "labels")
CHECKS = ("id-out-of-range", "lossy-cast")  # of the group values
# A part of the data may hold one class only; that is split-classes' question.
APART = ("label-constant", "class-weight")
# Records of the validation data, by the name under which checks ask for those of training.
OWN = {
    "build": "validation_build",
    "spec": "validation_spec",
    "elements": "validation",
    "plan": "validation_plan",
    "epochs": "validation_epochs",
}
SHARED = ("environment", "contract", "arguments", "forward")
ABSENT = (
    "tracing",
    "validation_tracing",
    "sequence",
    "wiring",
    "training",
    "timing",
    *OWN.values(),
)
WHERE = "validation data"


def judge_held_out(
    checks: Iterable[Check], records: Records, results: List[Result]
) -> List[Result]:
    """``results`` with the failures of the validation data in the place of passes.

    Args:
        checks: the checks that were chosen.
        records: all records of the run.
        results: the settled results on the training data, one for each check.
    """
    if not _there(records, "contract", "validation", "validation_spec", "validation_build"):
        return results
    status = {result.check: result.status for result in results}
    chosen = [check for check in checks if _applies(check)]
    if "fail" in {status.get(check.name) for check in chosen}:
        return results
    view = _view(records)
    own = [judge(check, view) for check in chosen]
    failed = {
        result.check: result
        for result in settle(own, {check.name: check for check in chosen})
        if result.status == "fail" and status.get(result.check) in ("pass", "skip")
    }
    if not failed:
        return results
    return [_named(failed.get(result.check, result), result) for result in results]


def _applies(check: Check) -> bool:
    if "validation" in (*check.needs, *check.optional) or check.name in APART:
        return False
    return check.group in GROUPS or check.name in CHECKS


def _there(records: Records, *names: str) -> bool:
    return all(records.known(n) and not isinstance(records[n], Missing) for n in names)


def _view(records: Records) -> Records:
    """The records as they would be if the validation data were the training data."""
    absent = {name: Missing("not asked of validation data", "skip") for name in ABSENT}
    view = Records(absent, FACTS)
    for name in SHARED:
        if records.known(name):
            view.put(name, records[name])
    if not isinstance(view["forward"], Missing) and view["forward"].failure is not None:
        # Training conforms all the same: the model's own steps do something else with x.
        view.put("forward", Missing("the model is not called on x", "skip"))
    for name, source in OWN.items():
        held = records[source] if records.known(source) else Missing(f"no {source}", "skip")
        view.put(name, held)
    return view


def _named(found: Result, result: Result) -> Result:
    if found is result:
        return result
    where = WHERE if not found.where or found.where == WHERE else f"{WHERE}, {found.where}"
    return replace(found, message=f"{WHERE}: {found.message}", where=where)
