"""The expected-failures file: what is known to fail, and why.

    [[expected]]
    check = "unscaled"
    reason = "the model was trained on raw pixels; kept until the retrain"
    target = "my_project.data:*"      # optional, a shell pattern

A listed check that fails is ``xfail``; one that passes is ``xpass``, a stale entry that makes the
verdict ``fails``; one that was skipped or blocked changes nothing.
"""

from __future__ import annotations

import fnmatch
from dataclasses import dataclass
from typing import Iterable, List

from conformance.files import toml
from conformance.registry import select
from conformance.results import Report


@dataclass(frozen=True)
class Expected:
    check: str
    reason: str
    target: str = "*"


def load(path: str) -> List[Expected]:
    """Read a file.

    Raises:
        ValueError: not TOML, an entry without check or reason, an unknown check or key.
    """
    reader = toml()
    with open(path, "rb") as file:
        try:
            data = reader.load(file)
        except reader.TOMLDecodeError as error:
            raise ValueError(f"{path} is not valid TOML: {error}") from error
    out = []
    for number, entry in enumerate(data.get("expected", []), 1):
        unknown = set(entry) - {"check", "reason", "target"}
        if unknown:
            raise ValueError(f"{path}, entry {number}: unknown key {sorted(unknown)[0]!r}")
        for key in ("check", "reason"):
            if not str(entry.get(key, "")).strip():
                raise ValueError(f"{path}, entry {number}: {key!r} is missing")
        try:
            select([entry["check"]])
        except ValueError as error:
            raise ValueError(f"{path}, entry {number}: {error}") from error
        out.append(Expected(**entry))
    return out


def apply(report: Report, expected: Iterable[Expected]) -> Report:
    """Mark the listed results; returns the same report.

    An accepted failure accepts itself alone: what it explained stands again as it was found.
    """
    for entry in expected:
        if not fnmatch.fnmatch(report.target, entry.target):
            continue
        for result in report.results:
            if result.check != entry.check:
                continue
            if result.status == "fail" or (result.status == "blocked" and result.was == "fail"):
                result.status = "xfail"
                result.message = f"{entry.reason} ({result.message})"
            elif result.status in ("pass", "warn"):
                result.status = "xpass"
                result.message = f"listed as an expected failure ({entry.reason}), and it passed"
                result.fix = "remove the entry"
    failing = {result.check for result in report.results if result.status == "fail"}
    for result in report.results:
        if result.status == "blocked" and result.because and result.because not in failing:
            result.status, result.because, result.was = result.was, "", ""
    return report


def baseline(reports: Iterable[Report]) -> str:
    """The file that lists the present failures, its reasons to be filled in."""
    lines = ["# Known failures. Say why each is accepted; an entry that passes again is an error."]
    for report in reports:
        for result in report.results:
            if "fail" in (result.status, result.was) or result.status == "xfail":
                reason = f"TODO: why is this accepted? {result.message}"
                lines += [
                    "",
                    "[[expected]]",
                    f"check = {_quoted(result.check)}",
                    f"target = {_quoted(report.target)}",
                    f"reason = {_quoted(reason)}",
                ]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    import json

    return json.dumps(" ".join(text.split()), ensure_ascii=False)
