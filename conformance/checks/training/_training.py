"""Checks: do fit, evaluate, predict and a custom loop run, and do they learn something?"""

from __future__ import annotations

from conformance.records import Failure
from conformance.results import Finding
from conformance.wording import cause, user_line

AFTER_DATA = tuple(
    f"group:{name}" for name in ("wiring", "elements", "labels", "values", "completeness")
)


def raised(stage: str, failure: Failure, before: str = "") -> Finding:
    place = user_line(failure)
    return Finding(
        f"{stage} raised {cause(failure)}{before}",
        expected=f"{stage} runs",
        actual=failure.type,
        where=place or stage,
        blame="pipeline" if place else "model",
        frames=failure.frames,
    )
