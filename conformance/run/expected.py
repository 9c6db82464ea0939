"""The expected-failures file: what is known to fail, and why.

    [[expected]]
    check = "unscaled"
    reason = "the model was trained on raw pixels; kept until the retrain"
    target = "my_project.data:*"      # optional, a shell pattern
    part = "validation"               # optional; without it, both parts of the data

A listed check that fails is ``xfail``; one that passes is ``xpass``, a stale entry that makes the
verdict ``fails``; one that was skipped or blocked changes nothing.
"""

from __future__ import annotations

import fnmatch
import json
import re
from dataclasses import dataclass, replace
from typing import Any, Iterable, List

from conformance.files import read_toml
from conformance.hints import near
from conformance.registry import load as load_checks
from conformance.registry import select
from conformance.results import GROUPS, Report, Result
from conformance.run.judge import explains

TABLE = "expected"
KEYS = ("check", "reason", "target", "part")
TOML_KINDS = {
    bool: "a boolean",
    int: "a number",
    float: "a number",
    str: "a string",
    list: "an array",
    dict: "a table",
}


@dataclass(frozen=True)
class Expected:
    check: str
    reason: str
    target: str = "*"
    part: str = "*"


def load(path: str) -> List[Expected]:
    """Read a file.

    Raises:
        ValueError: not TOML, an unknown key or check, an entry without check or reason.
    """
    data = read_toml(path)
    for key in data:
        if key != TABLE:
            raise ValueError(f"{path} has an unknown key {key!r}{near(key, [TABLE])}")
    entries = data.get(TABLE, [])
    if not isinstance(entries, list):
        raise ValueError(f"{path}: entries begin with [[{TABLE}]]; {TABLE} is {_kind(entries)}")
    return [_entry(entry, f"{path}, entry {number}") for number, entry in enumerate(entries, 1)]


def _entry(entry: Any, place: str) -> Expected:
    if not isinstance(entry, dict):
        raise ValueError(f"{place} is {_kind(entry)}, not a table: it begins with [[{TABLE}]]")
    for key in entry:
        if key not in KEYS:
            raise ValueError(f"{place}: unknown key {key!r}{near(key, KEYS)}")
    for key, value in entry.items():
        if not isinstance(value, str):
            raise ValueError(f"{place}: {key!r} is {_kind(value)}, not a string")
    for key in ("check", "reason"):
        if not entry.get(key, "").strip():
            raise ValueError(f"{place}: {key!r} is missing")
    try:
        named = select([entry["check"]])
    except ValueError as error:
        raise ValueError(f"{place}: {error}") from error
    if entry["check"] in GROUPS:
        raise ValueError(f"{place}: {entry['check']!r} is a group; accept its checks one by one")
    return Expected(**{**entry, "check": named[0].name})


def _kind(value: Any) -> str:
    """What a TOML value is, in TOML's words."""
    return TOML_KINDS.get(type(value), f"a {type(value).__name__}")


def apply(report: Report, expected: Iterable[Expected]) -> Report:
    """Mark the listed results; returns the same report.

    An accepted failure accepts itself alone: what it explained stands again as it was found.
    """
    entries = [one for one in expected if fnmatch.fnmatchcase(report.target, one.target)]
    for entry in entries:
        _accept(report, entry)
    for entry in entries:
        _stale(report, entry)
    failing = {result.check for result in report.results if result.status == "fail"}
    for result in report.results:
        if result.status == "blocked" and result.because and result.because not in failing:
            result.status, result.because, result.was = result.was, "", ""
    return report


def _listed(report: Report, entry: Expected) -> List[Result]:
    return [
        result
        for result in report.results
        if result.check == entry.check and fnmatch.fnmatchcase(result.part, entry.part)
    ]


def _accept(report: Report, entry: Expected) -> None:
    for result in _listed(report, entry):
        if "fail" in (result.status, result.was):
            result.status, result.because, result.was = "xfail", "", ""
            result.message = f"{entry.reason} ({result.message})"


def _stale(report: Report, entry: Expected) -> None:
    """Mark an entry whose check passed; not where a failure stands on which that check rests.

    What a failure leads to may come and go with the order of the data, so that it proves nothing.
    """
    listed = _listed(report, entry)
    if any(result.status in ("xfail", "xpass") for result in listed):
        return
    checks = load_checks()
    broken = [
        replace(result, status="fail")  # accepted, and broken all the same
        for result in report.results
        if result.status in ("fail", "xfail") and result.check in checks
    ]
    for result in [r for r in listed if r.status in ("pass", "warn")][:1]:
        if any(c.check != entry.check and explains(c, result, checks) for c in broken):
            return
        result.status = "xpass"
        result.message = f"listed as an expected failure ({entry.reason}), and it passed"
        result.fix = "remove the entry"


def baseline(reports: Iterable[Report]) -> str:
    """The file that lists the present failures, its reasons to be filled in."""
    lines = ["# Known failures. Say why each is accepted; an entry that passes again is an error."]
    for report in reports:
        parts = {result.part for result in report.results}
        for result in report.results:
            if "fail" in (result.status, result.was) or result.status == "xfail":
                reason = f"TODO: why is this accepted? {result.message}"
                lines += [
                    "",
                    "[[expected]]",
                    f"check = {_quoted(result.check)}",
                    f"target = {_quoted(_literal(report.target))}",
                    *([f"part = {_quoted(result.part)}"] if len(parts) > 1 else []),
                    f"reason = {_quoted(reason)}",
                ]
    return "\n".join(lines) + "\n"


def _literal(target: str) -> str:
    """The shell pattern that matches this target alone."""
    return re.sub(r"[*?[]", r"[\g<0>]", target)


def _quoted(text: str) -> str:
    """A basic string of TOML, on one line: JSON's escapes are TOML's, but for lone surrogates."""
    line = " ".join(text.split()).encode("utf-8", "replace").decode("utf-8")
    return json.dumps(line, ensure_ascii=False).replace("\x7f", "\\u007f")
