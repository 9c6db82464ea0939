"""The JSON report, schema 1: data/schema.json.

``reports`` has one entry a pipeline, always; of one pipeline its keys stand at the top as well.
"""

from __future__ import annotations

import json
from typing import Any, Dict, Sequence

from conformance.report import content, pages
from conformance.report.safe import UNQUOTED, strict
from conformance.results import SCHEMA, Report, Result, verdict_of_all


def render(reports: Sequence[Report], *, verbose: bool = False, card: bool = False) -> str:
    """One object; nothing but the card is left out of it, so ``verbose`` changes nothing.

    Args:
        card: with the data of the card, which may be some hundred kB.
    """
    entries = [entry(report, card=card) for report in reports]
    head: Dict[str, Any] = {"schema": SCHEMA, "verdict": verdict_of_all(reports)}
    head["headline"] = content.headline_of_all(reports)
    if len(entries) == 1:
        head.update(entries[0])
    return dumps({**head, "reports": entries})


def dumps(data: Any) -> str:
    """JSON that every reader takes, and that is harmless on a terminal."""
    text = json.dumps(strict(data), indent=1, ensure_ascii=False, allow_nan=False)
    return UNQUOTED.sub(lambda match: f"\\u{ord(match.group()):04x}", text)


def entry(report: Report, *, card: bool = False) -> Dict[str, Any]:
    """What ``to_dict`` holds, with what other formats say in words."""
    data = report.to_dict(card=card)
    results = data.pop("results")
    head = {key: data.pop(key) for key in ("schema", "verdict")}
    return {
        **head,
        "headline": content.headline(report),
        "questions": content.questions(report),
        "counts": content.counts(report),
        "read": [str(reading) for reading in report.readings],
        **data,
        "results": [
            {**fields, **_leads(result, report)} for fields, result in zip(results, report.results)
        ],
    }


def _leads(result: Result, report: Report) -> Dict[str, Any]:
    """Where a result leads: the page of its check and, of what was found, the user's line."""
    found = content.place(result, report) if content.standing(result) in content.FOUND else None
    where = {"file": found.file, "line": found.line} if found else {}
    return {"rule": pages.rule(result.check), **where}
