"""Checks: do fit, evaluate, predict and a custom loop run?"""

from __future__ import annotations

from conformance.records import Training
from conformance.registry import check
from conformance.results import Finding


@check("fit-fails", group="training", title="fit runs", after=("group:wiring", "group:elements", "group:labels", "group:values", "group:completeness"))
def fit_fails(training: Training):
    failure = training.failures.get("fit")
    if failure is not None:
        return Finding(f"fit raised {failure}")
    return None
