"""Read files of results and say what each holds, in which column.

Three kinds of file, all with ``"schema": 1``:

* a report of ``conformance check --format json``, or several under ``reports``;
* a ledger of ``python -m conformance.claims --format json``;
* ``{"environment": {...}, "unavailable": "why"}``: a column that could not be made.

Two keys beyond those of a report are read where they are there: ``note`` (one sentence on the
pipeline) and ``section`` (the heading under which it stands).
"""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass, field
from typing import Any, Dict, Iterable, List, Optional

from conformance.matrix.versions import Column
from conformance.results import SCHEMA, STATUSES

NOT_MEASURED = "not measured: "  # how a ledger of claims marks what it could not decide
# Paths and addresses differ from run to run and say where it ran, not what was found.
_FOLDERS = re.compile(
    r"(?<![\w:/.…])(?:/(?:[\w.@+~-]+/)+|[A-Za-z]:\\(?:[\w.@+~ -]+\\)+)(?=[\w.<-])"
)
_ADDRESS = re.compile(r"\b0x[0-9a-f]{6,}\b")


class BadResults(ValueError):
    """A file that is none of the three kinds: which, what was expected and what was found."""


@dataclass
class Seen:
    """One pipeline or the claims, as one file tells them for one column."""

    column: Column
    source: str
    target: Optional[str] = None  # None: claims
    entries: List[Dict[str, Any]] = field(default_factory=list)
    interrupted: Optional[str] = None
    section: Optional[str] = None
    note: str = ""
    python: Optional[str] = None
    numpy: Optional[str] = None
    unavailable: Optional[str] = None
    profile: Optional[Dict[str, Any]] = None  # what the data were there


def files(paths: Iterable[str]) -> List[str]:
    """The files named; a folder stands for the ``.json`` files in it.

    Raises:
        BadResults: nothing is there by that name, or the folder holds no such file.
    """
    out: List[str] = []
    for path in paths:
        if os.path.isdir(path):
            inside = sorted(name for name in os.listdir(path) if name.endswith(".json"))
            if not inside:
                raise BadResults(f"the folder {path} holds no .json file")
            out += [os.path.join(path, name) for name in inside]
        elif os.path.isfile(path):
            out.append(path)
        else:
            raise BadResults(f"there is no file or folder {path}")
    return sorted(set(out))


def read(path: str) -> List[Seen]:
    """What one file holds.

    Raises:
        BadResults: naming the file, what was expected and what was found.
    """
    try:
        with open(path, encoding="utf-8") as file:
            data = json.load(file)
    except UnicodeDecodeError as error:
        raise BadResults(f"{path}: expected JSON in UTF-8, found other bytes ({error})") from error
    except json.JSONDecodeError as error:
        raise BadResults(f"{path}: expected JSON, found something else ({error})") from error
    return parse(data, path)


def parse(data: Any, source: str) -> List[Seen]:
    """As :func:`read`, from what the file holds.

    Raises:
        BadResults: as above.
    """
    _demand(data, dict, source, "results (a JSON object)")
    if data.get("schema") != SCHEMA:
        raise BadResults(f"{source}: expected schema {SCHEMA}, found {data.get('schema')!r}")
    if "unavailable" in data:
        column = _column(data.get("environment"), source, partial=True)
        return [Seen(column, source, unavailable=_clean(str(data["unavailable"])))]
    if "claims" in data:
        _demand(data["claims"], list, source, "a list under 'claims'")
        entries = [_claim(entry, source, i) for i, entry in enumerate(data["claims"], 1)]
        return [_seen(data, source, data.get("environment"), entries=entries)]
    if "reports" not in data and "results" not in data:
        found = ", ".join(sorted(map(str, data))) or "nothing"
        raise BadResults(
            f"{source}: expected the JSON of `conformance check` or of `python -m "
            f"conformance.claims` (a key reports, results or claims), found the keys {found}"
        )
    reports = data.get("reports", [data])
    _demand(reports, list, source, "a list under 'reports'")
    for report in reports:
        _demand(report, dict, source, "an object for each of 'reports'")
    # A run that was cut short before TensorFlow answered names no environment: its neighbours do.
    known = [report["environment"] for report in reports if report.get("environment")]
    return [_report(report, source, known) for report in reports]


def _report(report: Dict[str, Any], source: str, known: List[Any]) -> Seen:
    _demand(report.get("target"), str, source, "a name under 'target'")
    _demand(report.get("results"), list, source, "a list under 'results'")
    environment = report.get("environment") or (known[0] if known else None)
    entries = [_result(entry, source, i) for i, entry in enumerate(report["results"], 1)]
    told = dict(entries=entries, target=report["target"].replace("\\", "/"))
    return _seen(report, source, environment, profile=report.get("profile"), **told)


def _seen(data: Dict[str, Any], source: str, environment: Any, **more: Any) -> Seen:
    column = _column(environment, source)
    return Seen(
        column,
        source,
        interrupted=data.get("interrupted"),
        section=data.get("section"),
        note=str(data.get("note") or ""),
        python=environment.get("python"),
        numpy=environment.get("numpy"),
        **more,
    )


def _column(environment: Any, source: str, *, partial: bool = False) -> Column:
    _demand(environment, dict, source, "an object under 'environment'")
    for name in ("tensorflow",) if partial else ("tensorflow", "keras"):
        _demand(environment.get(name), str, source, f"a version under 'environment', {name!r}")
    return Column(
        environment["tensorflow"],
        environment.get("keras"),
        environment.get("backend") or "tensorflow",
        environment.get("device") or "cpu",
    )


def _result(entry: Any, source: str, number: int) -> Dict[str, Any]:
    _demand(entry, dict, source, f"an object as result {number}")
    _demand(entry.get("check"), str, source, f"a name under 'check' of result {number}")
    if entry.get("status") not in STATUSES:
        raise BadResults(
            f"{source}: expected one of {', '.join(STATUSES)} as the status of "
            f"{entry['check']}, found {entry.get('status')!r}"
        )
    texts = ("message", "expected", "actual", "where", "fix", "title", "group")
    return {**entry, **{name: _clean(str(entry.get(name) or "")) for name in texts}}


def _claim(entry: Any, source: str, number: int) -> Dict[str, Any]:
    _demand(entry, dict, source, f"an object as claim {number}")
    _demand(entry.get("id"), str, source, f"a name under 'id' of claim {number}")
    if entry.get("holds", "nothing") not in (True, False, None):
        raise BadResults(
            f"{source}: expected true, false or null under 'holds' of {entry['id']}, "
            f"found {entry.get('holds')!r}"
        )
    return {**entry, "evidence": _clean(str(entry.get("evidence") or ""))}


def _demand(value: Any, kind: type, source: str, wanted: str) -> None:
    if not isinstance(value, kind):
        names = {dict: "an object", list: "a list", str: "text", type(None): "nothing"}
        found = names.get(type(value), repr(value))
        raise BadResults(f"{source}: expected {wanted}, found {found}")


def _clean(text: str) -> str:
    return _ADDRESS.sub("0x…", _FOLDERS.sub("…/", text))
