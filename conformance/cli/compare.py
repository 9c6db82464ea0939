"""`conformance compare`: two reports, or two profiles: what is new, gone, changed."""

from __future__ import annotations

import json
import sys
from typing import Any, Dict, List, Tuple

import click

from conformance.files import write
from conformance.results import Report, Result

FOUND = ("fail", "error", "xpass", "warn", "blocked", "xfail")
WORSE = ("fail", "error", "xpass", "blocked")


@click.command()
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text")
@click.option("--output", "-o", metavar="FILE", help="Write there instead of standard output.")
def compare(old: str, new: str, format_: str, output: str) -> None:
    """What is new, gone or changed from one JSON report, or one profile, to another.

    Exit status: 0 nothing that matters changed; 1 a failure is new, or of profiles: the data
    changed; 2 the files are no two of a kind.
    """
    before, now = _loaded(old), _loaded(new)
    kinds = {"profile" in one and "pipelines" in one for one in (before, now)}
    if len(kinds) > 1:
        raise click.UsageError(f"{old!r} and {new!r} are not of one kind: a report and a profile")
    found, bad = _profiles(old, new) if kinds == {True} else _reports(before, now)
    if format_ == "json":
        text = json.dumps({"old": old, "new": new, "changes": found}, indent=1, ensure_ascii=False)
    else:
        text = "\n".join(_line(one) for one in found) or "nothing changed"
    write(text, output)
    sys.exit(1 if bad else 0)


def _loaded(path: str) -> Dict[str, Any]:
    try:
        with open(path, encoding="utf-8") as file:
            data = json.load(file)
    except OSError as error:
        raise click.UsageError(f"{path!r} cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise click.UsageError(f"{path!r} is no JSON: {error}") from error
    if isinstance(data, dict) and ("profile" in data or "results" in data or "reports" in data):
        return data
    raise click.UsageError(f"{path!r} is neither a JSON report nor a profile")


def _line(change: Dict[str, str]) -> str:
    return f"{change['kind']:<8} {change['target']}  {change['what']}"


def _profiles(old: str, new: str) -> Tuple[List[Dict[str, str]], bool]:
    from conformance.run import profiles

    try:
        before, now = profiles.read(old), profiles.read(new)
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    out = []
    for target in dict.fromkeys([*before, *now]):
        if target not in before or target not in now:
            kind = "gone" if target in before else "new"
            out.append(dict(kind=kind, target=target, what="the pipeline"))
            continue
        told = profiles.compared(before[target], now[target])
        out += [dict(kind="changed", target=target, what=text) for text in told]
    return out, bool(out)


def _reports(old: Dict[str, Any], new: Dict[str, Any]) -> Tuple[List[Dict[str, str]], bool]:
    before, now = _found(old), _found(new)
    out, bad = [], False
    for key in dict.fromkeys([*before, *now]):
        one, other = before.get(key), now.get(key)
        if one is None and other is not None:
            kind, result = "new", other
            bad = bad or other.status in WORSE
        elif other is None and one is not None:
            kind, result = "gone", one
        elif one is not None and other is not None and one.status != other.status:
            kind, result = "changed", other
            bad = bad or (other.status in WORSE and one.status not in WORSE)
        else:
            continue
        was = f" (was {one.status})" if kind == "changed" and one is not None else ""
        what = f"{result.status}{was} {result.check}: {result.message}"
        mark = "" if result.part == "training" else f" ({result.part} data)"
        out.append(dict(kind=kind, target=key[0], what=what + mark))
    return out, bad


def _found(data: Dict[str, Any]) -> Dict[Tuple[str, str, str], Result]:
    """Target, check and part -> what was found."""
    reports = [Report.from_dict(entry) for entry in data.get("reports") or [data]]
    return {
        (report.target, result.check, result.part): result
        for report in reports
        for result in report.results
        if result.status in FOUND
    }
