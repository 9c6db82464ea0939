"""The JSON report, schema 1. Several pipelines: the same keys, with one entry each in reports."""

from __future__ import annotations

import json
from typing import Sequence

from conformance.results import SCHEMA, Report, verdict_of_all


def render(reports: Sequence[Report]) -> str:
    if len(reports) == 1:
        return json.dumps(reports[0].to_dict(), indent=1, ensure_ascii=False)
    data = {
        "schema": SCHEMA,
        "verdict": verdict_of_all(reports),
        "reports": [report.to_dict() for report in reports],
    }
    return json.dumps(data, indent=1, ensure_ascii=False)
