"""What can be said before the training: used where there is no time left for it.

Many checks ask for the training only to soften or to sharpen what they find: a fit that ran shows
that an odd shape was meant. Without it they are judged with what is there. A failure that a fit
without any trouble would have refuted is then no failure, but a warning that says so.
"""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any, Dict, Iterable, List, Tuple

from conformance.facts.table import FACTS
from conformance.records import Training
from conformance.records.store import Records
from conformance.registry import Check
from conformance.results import Result
from conformance.run.judge import Settings, judge
from conformance.run.parts import judge_parts

UNTRAINED = "judged without the training, for which there was no time"


def provisional(
    checks: Iterable[Check],
    records: Records,
    done: Iterable[Result],
    *,
    settings: Settings = {},  # noqa: B006 - read, never written
) -> List[Dict[str, Any]]:
    """Results, as dicts, of the checks that can be judged now, on each part, but for ``done``."""
    done = list(done)
    judged = {result.check for result in done}
    able = [check for check in checks if check.name in judged or _able(check, records)]
    hopeful = Records({**_given(records), "training": _untroubled()}, FACTS)
    early = []
    for check in able:
        if check.name not in judged:
            early.append(_without_training(check, records, hopeful, settings))
    results = judge_parts(able, records, settings=settings, done=[*done, *early])
    return [asdict(r) for r in results if r.check not in judged or r.part != "training"]


def together(done: Iterable[Result], early: Iterable[Result]) -> Tuple[List[Result], List[Result]]:
    """The results of a run that was cut: (those on the training data, those on other parts)."""
    both = {(result.check, result.part): result for result in (*early, *done)}
    mine = [result for (_, part), result in both.items() if part == "training"]
    return mine, [result for (_, part), result in both.items() if part != "training"]


def _able(check: Check, records: Records) -> bool:
    needs = [*check.needs, *(name for condition in check.applies for name in condition.needs)]
    return all(records.known(name) for name in needs)


def _given(records: Records) -> Dict[str, Any]:
    return {name: records[name] for name in records if name not in FACTS}


def _untroubled() -> Training:
    return Training(ran=["evaluate", "fit", "predict"])


def _without_training(
    check: Check, records: Records, hopeful: Records, settings: Settings
) -> Result:
    result = judge(check, records, settings=settings)
    if result.status == "fail" and judge(check, hopeful, settings=settings).status != "fail":
        return replace(result, status="warn", message=f"{result.message} ({UNTRAINED})")
    return result
