"""From records to results: injection, blocking, and one root cause for one failure."""

from __future__ import annotations

import time
import traceback
from dataclasses import dataclass
from typing import Any, Callable, Dict, Iterable, List, Mapping, Optional

from conformance.facts.pairing import pair_inputs, pair_targets
from conformance.registry import Check
from conformance.results import Result, Skip, Unjudged

# Records computed from other records, with the same injection: name -> (function, needs).
DERIVED: Dict[str, tuple] = {
    "pairing": (pair_inputs, ("contract", "spec")),
    "targets": (pair_targets, ("contract", "spec", "forward", "elements")),
}


@dataclass
class Missing:
    """Why a record is not there. kind: skip (does not apply), blocked, or error (our defect)."""

    reason: str
    kind: str = "blocked"


class Records(Mapping):
    """Records by name; what is absent is a :class:`Missing`."""

    def __init__(self, given: Optional[Dict[str, Any]] = None):
        self._given = dict(given or {})

    def __getitem__(self, name: str) -> Any:
        if name not in self._given and name in DERIVED:
            self._given[name] = self._derive(name)
        return self._given[name]

    def __iter__(self):
        return iter(self._given)

    def __len__(self) -> int:
        return len(self._given)

    def put(self, name: str, record: Any) -> None:
        self._given[name] = record

    def known(self, name: str) -> bool:
        """Whether the record is there, or will never be."""
        if name in self._given:
            return True
        return name in DERIVED and all(self.known(need) for need in DERIVED[name][1])

    def _derive(self, name: str) -> Any:
        function, needs = DERIVED[name]
        values = [self[need] for need in needs]
        missing = next((value for value in values if isinstance(value, Missing)), None)
        return missing or function(*values)


def judge(check: Check, records: Records) -> Result:
    """The result of one check on these records."""
    started = time.perf_counter()
    arguments, outcome = {}, None
    for name in check.needs:
        record = records[name] if records.known(name) else Missing(f"no {name} record", "blocked")
        if isinstance(record, Missing):
            outcome = Skip(record.reason) if record.kind == "skip" else Unjudged(record.reason)
            result = Result.of(check, outcome)
            if record.kind == "error":
                result.status = "error"
            return result
        arguments[name] = record
    for name in check.optional:
        if records.known(name) and not isinstance(records[name], Missing):
            arguments[name] = records[name]
    try:
        outcome = check.function(**arguments)
    except Exception:  # a defect of the kit: shown as such, never as a pass
        text = traceback.format_exc(limit=-4)
        seconds = time.perf_counter() - started
        return Result(check.name, check.group, "error", check.title, text, seconds=seconds)
    return Result.of(check, outcome, time.perf_counter() - started)


def ready(check: Check, records: Records) -> bool:
    """Whether every record the check asks for has been made or given up."""
    return all(records.known(name) for name in (*check.needs, *check.optional))


def judge_all(checks: Iterable[Check], records: Records) -> List[Result]:
    """Judge on complete records, and settle."""
    checks = list(checks)
    return settle([judge(check, records) for check in checks], {c.name: c for c in checks})


def settle(results: List[Result], checks: Mapping[str, Check]) -> List[Result]:
    """Let one root cause give one failure.

    A failed check named in another's ``after`` blocks it. What was blocked for want of a record
    stays blocked.
    """
    by_name = {result.check: result for result in results}

    def cause(check: Check) -> Optional[str]:
        for name in check.after:
            if name.startswith("group:"):
                for result in results:
                    inside = result.status == "fail" and result.group == name[6:]
                    if inside and result.check != check.name:
                        return result.check
            elif name in by_name and by_name[name].status == "fail":
                return name
        return None

    out = []
    for result in results:
        check = checks.get(result.check)
        if check and result.status in ("fail", "warn") and check.after:
            name = cause(check)
            if name:
                result = Result(
                    result.check,
                    result.group,
                    "blocked",
                    result.title,
                    f"explained by {name}: {result.message}",
                    seconds=result.seconds,
                )
        out.append(result)
    return out


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
