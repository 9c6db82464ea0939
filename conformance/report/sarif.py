"""SARIF 2.1.0, for code scanning: one run, a rule a check, a result a finding.

What was not judged is no result: readers such as GitHub make an alert of each. It is a notification
of the invocation, and so is a defect of this kit. A known failure is a suppressed result.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import PurePath
from typing import Any, Dict, List, Sequence
from urllib.parse import quote

from conformance.report import content, pages
from conformance.report.json import dumps
from conformance.report.safe import one_line, plain
from conformance.results import Report, Result

VERSION = "2.1.0"
SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
LEVELS = {"fail": "error", "xpass": "error", "xfail": "error", "warn": "warning"}
NOTED = ("blocked", "unjudged", "unread", "withheld")
ROOT = "%SRCROOT%"  # the name that readers know for the root of the sources


def render(reports: Sequence[Report], *, verbose: bool = False) -> str:
    """One log; with ``verbose`` also what held and what did not apply, as notifications."""
    from conformance import __version__

    rules: Dict[str, Dict[str, Any]] = {}
    for report in reports:
        for result in report.results:
            if verbose or content.standing(result) in (*content.FOUND, *NOTED):
                rules.setdefault(one_line(result.check), _rule(result))
    index = {name: number for number, name in enumerate(rules)}
    driver = {"name": "keras-pipeline-conformance", "semanticVersion": __version__}
    run = {
        "tool": {"driver": {**driver, "rules": list(rules.values())}},
        "invocations": [_invocation(report, index, verbose) for report in reports],
        "results": [_result(result, report, index) for report, result in _found(reports)],
        "columnKind": "unicodeCodePoints",
        "properties": {"headline": content.summary(reports)},
    }
    return dumps({"$schema": SCHEMA, "version": VERSION, "runs": [run]})


def _found(reports: Sequence[Report]) -> List[Any]:
    return [(r, result) for r in reports for result in r.results if result.status in LEVELS]


def _rule(result: Result) -> Dict[str, Any]:
    page = pages.rule(one_line(result.check))
    rule: Dict[str, Any] = {"id": one_line(result.check)}
    rule["shortDescription"] = {"text": plain(result.title) or rule["id"]}
    text = pages.text_of(result.check) or rule["shortDescription"]["text"]
    rule["help"] = {"text": text, "markdown": text}
    rule["properties"] = {"tags": [one_line(result.group)], "page": page}
    if page.startswith("http"):  # a relative address is none here
        rule["helpUri"] = page
    return rule


def _result(result: Result, report: Report, index: Dict[str, int]) -> Dict[str, Any]:
    rule = one_line(result.check)
    identity = "\n".join(map(plain, (rule, report.target, result.part, result.component)))
    out: Dict[str, Any] = {
        "ruleId": rule,
        "ruleIndex": index[rule],
        "level": LEVELS[result.status],
        "message": {"text": _message(content.told(result))},
        "locations": [_location(result, report)],
        # The same finding after the file was edited: lines move, these do not.
        "partialFingerprints": {
            "conformance/v1": hashlib.sha256(identity.encode()).hexdigest()[:32]
        },
        "properties": _properties(result),
    }
    if result.status == "xfail":
        out["suppressions"] = [{"kind": "external", "justification": plain(result.message)}]
    return out


def _properties(result: Result) -> Dict[str, Any]:
    given = dict(content.details(result), status=result.status, message=plain(result.message))
    given.update(part=plain(result.part), component=plain(result.component))
    return {key: value for key, value in given.items() if value}


def _location(result: Result, report: Report) -> Dict[str, Any]:
    component = plain(result.component)
    logical = {"fullyQualifiedName": plain(report.target)}
    logical.update({"name": component} if component else {})
    location: Dict[str, Any] = {"logicalLocations": [logical]}
    found = content.place(result, report)
    if found:
        region = {"startLine": max(1, found.line)}
        location["physicalLocation"] = {"artifactLocation": _artifact(found.file), "region": region}
    return location


def _artifact(file: str) -> Dict[str, str]:
    """A file as an address: below the root of the sources, or absolute."""
    if os.path.isabs(file):
        return {"uri": PurePath(plain(file)).as_uri()}
    path = plain(os.path.normpath(file)).replace(os.sep, "/")
    return {"uri": quote(path), "uriBaseId": ROOT}


def _invocation(report: Report, index: Dict[str, int], verbose: bool) -> Dict[str, Any]:
    notes = [_note(result, index) for result in report.results if _noted(result, verbose)]
    return {
        "executionSuccessful": not (report.interrupted or report.count("error")),
        "exitCode": report.exit_status,
        "exitCodeDescription": content.headline(report),
        "toolExecutionNotifications": notes,
        "properties": {
            "target": plain(report.target),
            "headline": content.headline(report),
            "summary": content.opening(report),
            "counts": content.counts(report),
            "environment": report.environment,
        },
    }


def _noted(result: Result, verbose: bool) -> bool:
    return result.status not in LEVELS and (
        verbose or content.standing(result) in (*NOTED, "error")
    )


def _note(result: Result, index: Dict[str, int]) -> Dict[str, Any]:
    rule = one_line(result.check)
    standing = content.standing(result)
    words = content.STANDINGS[standing][0]
    cause = f" ({result.because})" if result.because else ""
    told = plain(result.compared or result.title) if standing == "pass" else content.told(result)
    return {
        "level": "error" if standing == "error" else "note",
        "associatedRule": {"id": rule, "index": index[rule]},
        "message": {"text": _message(f"{words}{cause}: {told}")},
        "properties": {"standing": standing, **_properties(result)},
    }


def _message(text: str) -> str:
    """Text in which a reader of SARIF sees no link: ``[words](address)``."""
    return text.replace("](", "] (")
