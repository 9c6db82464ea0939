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
    after={
        "pipeline-builds": "without a pipeline there is nothing to read",
        "sequence-index": "the batch that raises is the index it names",
        "sequence-length": "the batch that raises lies beyond the length it names",
        "cardinality-wrong": "TensorFlow raises where the count it was told does not hold",
        "element-type": "what is no tensor cannot be read as one",
        "preprocessing-not-adapted": "a layer without its state raises in every batch",
    },
)
def pipeline_iterates(elements: Pass, build: Optional[Build] = None) -> Outcome:
    """One pass: parsing, decoding, batching and the generator's own code."""
    failure = elements.failure
    if failure is None:
        return Passed(
            elements.read if not elements.complete else f"{elements.batches} batches read"
        )
    at = failure.batch if failure.batch is not None else elements.batches
    kind = build.kind if build is not None else "dataset"
    what = f"`__getitem__({at})` raises" if kind == "sequence" else f"reading batch {at} raises"
    if elements.sampled and failure.batch is not None and kind != "sequence":
        what = (
            f"reading on to batch {at} raises"  # the error may lie in a batch that was passed over
        )
    return raised(failure, "iterate", what, where=f"batch {at}")
