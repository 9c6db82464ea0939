"""What only the supervising process can see: the run hung, crashed or outgrew memory."""

from __future__ import annotations

from conformance.checks.completeness._supervision import UNRESPONSIVE
from conformance.records import Build
from conformance.registry import check
from conformance.results import Outcome, Skip


@check(
    UNRESPONSIVE,
    group="completeness",
    title="every step of the pipeline answers within the budget, in bounded memory",
)
def pipeline_unresponsive(build: Build) -> Outcome:
    """Judged by the supervisor (``conformance check``), which outlives the pipeline."""
    del build
    return Skip("only a supervised run can tell: use the command line")
