"""Whether the pipeline can be built."""

from __future__ import annotations

from conformance.checks.elements._elements import raised
from conformance.records import Build
from conformance.registry import check
from conformance.results import Skip


@check(
    "pipeline-builds",
    group="elements",
    title="the pipeline can be built",
    after=("length-unknown",),
)
def pipeline_builds(build: Build):
    """The factory runs: what raises here never reaches fit."""
    failure = build.failure
    if failure is None:
        return None
    if failure.type == "TypeError" and "__len__" in failure.functions:
        return Skip("the factory asks for a length that is unknown: a question of completeness")
    return raised(failure, "build", "the pipeline could not be built")
