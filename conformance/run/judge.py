"""From records to results: injection, applicability, phases, and one root cause for one failure."""

from __future__ import annotations

import time
import traceback
from dataclasses import replace
from types import SimpleNamespace
from typing import Any, Callable, Dict, Iterable, List, Mapping, Optional, Tuple

from conformance.facts.intent import proposed, silenced
from conformance.records.store import Missing, Records
from conformance.registry import APART, LIMITS, PHASES, Check
from conformance.results import NOT_APPLICABLE, TRAINING, UNREAD, Result, Skip, Unjudged

# Thresholds that the user set: check -> name -> value.
Settings = Mapping[str, Mapping[str, Any]]


def judge(
    check: Check,
    records: Records,
    *,
    part: str = TRAINING,
    settings: Settings = {},  # noqa: B006 - read, never written
) -> Result:
    """The result of one check on these records."""
    started = time.perf_counter()
    said = silenced(records["expect"]).get(check.name) if records.there("expect") else None
    if said is not None:
        return Result.of(check, Skip(said), part=part)
    for condition in check.applies:
        arguments, absent = _arguments(condition, records)
        if absent is not None:
            return _without(check, absent, part)
        try:
            holds = condition.function(**arguments)
        except Exception:
            return _defect(check, started, part)
        if isinstance(holds, Skip):
            return Result.of(check, holds, part=part)
        if not holds:
            return Result.of(check, Skip(condition.reason), part=part)
    arguments, absent = _arguments(check, records)
    if absent is not None:
        return _without(check, absent, part)
    if check.limits:
        chosen = settings.get(check.name, {})
        values = {name: chosen.get(name, limit.value) for name, limit in check.limits.items()}
        arguments[LIMITS] = SimpleNamespace(**values)
    try:
        outcome = check.function(**arguments)
    except Exception:
        return _defect(check, started, part)
    result = Result.of(check, outcome, time.perf_counter() - started, part)
    settled = proposed(check.name, result.component) if result.status == "warn" else ""
    if settled and settled not in result.fix:
        result.fix = f"{result.fix or 'look at it'}; where this is meant, say so: {settled}"
    return result


def _arguments(asker: Any, records: Records) -> Tuple[Dict[str, Any], Optional[Missing]]:
    """What a check or a predicate asks for; or the first needed record that is not there."""
    arguments: Dict[str, Any] = {}
    for name in asker.needs:
        record = records[name] if records.known(name) else Missing(f"no {name} record")
        if isinstance(record, Missing):
            return arguments, record
        arguments[name] = record
    for name in asker.optional:
        record = records[name] if records.known(name) else None
        if records.broken(name):  # to judge without it would hide a defect of the kit
            return arguments, record
        if record is not None and not isinstance(record, Missing):
            arguments[name] = record
    return arguments, None


def _without(check: Check, absent: Missing, part: str) -> Result:
    if absent.kind in ("skip", "unread"):
        kind = UNREAD if absent.kind == "unread" else NOT_APPLICABLE
        return Result.of(check, Skip(absent.reason, kind), part=part)
    result = Result.of(check, Unjudged(absent.reason), part=part)
    if absent.kind == "error":
        result.status = "error"
    return result


def _defect(check: Check, started: float, part: str) -> Result:
    """A defect of the kit: shown as such, never as a pass."""
    text = traceback.format_exc(limit=-4)
    seconds = time.perf_counter() - started
    return Result(check.name, check.group, "error", check.title, text, seconds=seconds, part=part)


def ready(check: Check, records: Records) -> bool:
    """Whether every record the check asks for has been made or given up."""
    return all(records.settled(name) for name in check.asks)


def judge_all(checks: Iterable[Check], records: Records) -> List[Result]:
    """Judge on complete records, and settle."""
    checks = list(checks)
    return settle([judge(check, records) for check in checks], {c.name: c for c in checks})


# --- one root cause, one failure ----------------------------------------------------------------


def settle(results: List[Result], checks: Mapping[str, Check]) -> List[Result]:
    """Let one root cause give one failure.

    A failure blocks the findings that rest on what it broke: those of later phases on the same
    component and part, and those that name it in ``after``. A blocked finding keeps all it says.
    """
    said = [r for r in results if r.status in ("fail", "warn") and r.check in checks]
    out = []
    for result in results:
        check = checks.get(result.check)
        if check is not None and result.status in ("fail", "warn"):
            cause = next((c for c in said if c is not result and explains(c, result, checks)), None)
            if cause is not None:
                result = replace(result, status="blocked", because=cause.check, was=result.status)
        out.append(result)
    return out


def explains(cause: Result, result: Result, checks: Mapping[str, Check]) -> bool:
    """Whether ``result`` was judged on what ``cause`` says is broken."""
    if cause.check == result.check:  # the same mistake in both parts is one mistake
        return cause.part == TRAINING and result.part != TRAINING
    if cause.status != "fail":
        return False
    check, origin = checks[result.check], checks[cause.check]
    trained = check.phase == PHASES[-1]
    if cause.part != result.part and not trained:  # fit reads both parts
        return False
    if origin.name in check.after:
        return result.causes is None or origin.name in result.causes
    if check.phase in ("", APART) or origin.phase in ("", APART):
        return False
    earlier, later = PHASES.index(origin.phase), PHASES.index(check.phase)
    if earlier >= later or origin.phase == "compared":
        return False
    apart = cause.component and result.component and cause.component != result.component
    return trained or not apart


def unfinished(
    checks: Iterable[Check], done: Iterable[Result], reason: Callable[[Check], str]
) -> List[Result]:
    """Blocked results for the checks that a run cut short never reached."""
    names = {result.check for result in done}
    return [
        Result(c.name, c.group, "blocked", c.title, reason(c))
        for c in checks
        if c.name not in names
    ]
