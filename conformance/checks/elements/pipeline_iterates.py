"""Whether every element can be read."""

from __future__ import annotations

from typing import Optional

from conformance.checks.elements._elements import raised
from conformance.records import Build, Pass
from conformance.registry import check
from conformance.results import Outcome, Passed


@check(
    "pipeline-iterates",
    group="elements",
    title="every element can be read",
    phase="readable",
    per_part=True,
    after=(
        "pipeline-builds",
        "sequence-index",
        "sequence-length",
        "cardinality-wrong",
        "element-type",
        "preprocessing-not-adapted",
    ),
)
def pipeline_iterates(elements: Pass, build: Optional[Build] = None) -> Outcome:
    """One pass: parsing, decoding, batching and the generator's own code."""
    failure = elements.failure
    if failure is None:
        return Passed(f"{elements.batches} batches, {elements.examples} examples")
    at = failure.batch if failure.batch is not None else elements.batches
    kind = build.kind if build is not None else "dataset"
    what = f"`__getitem__({at})` raises" if kind == "sequence" else f"reading batch {at} raises"
    return raised(failure, "iterate", what, where=f"batch {at}")
