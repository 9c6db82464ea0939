"""Whether the pipeline can be built."""

from __future__ import annotations

from conformance.checks.elements._elements import raised
from conformance.records import Build
from conformance.registry import check, predicate
from conformance.results import Outcome, Passed


@predicate("the factory asks for a length that is unknown: a question of completeness")
def length_known(build: Build) -> bool:
    """What ended the factory is not ``len`` of a data set that has none."""
    failure = build.failure
    return failure is None or failure.type != "TypeError" or "__len__" not in failure.functions


@check(
    "pipeline-builds",
    group="elements",
    title="the pipeline can be built",
    applies=(length_known,),
    phase="readable",
    per_part=True,
)
def pipeline_builds(build: Build) -> Outcome:
    """The factory runs: what raises here never reaches fit."""
    failure = build.failure
    if failure is None:
        return Passed(f"the factory was called and made a {build.type_name or build.kind}")
    return raised(failure, "build", "the pipeline could not be built")
