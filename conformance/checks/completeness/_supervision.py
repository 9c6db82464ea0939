"""What only the supervising process can see: the run hung, crashed or outgrew memory."""

from __future__ import annotations

from conformance.records import Failure
from conformance.results import Finding

UNRESPONSIVE = "pipeline-unresponsive"


def raised_late(stage: str, failure: Failure) -> Finding:
    """The pipeline raised where it was only read again: a longer ``fit`` would have met it."""
    where = failure.frames[-1] if failure.frames else ""
    return Finding(
        f"the pipeline raised {failure} during the stage {stage!r}, after it had been read before: "
        "a fit that is long enough ends there",
        expected="each pass over the data, however late, gives its elements",
        actual=str(failure),
        where=where,
        fix="make each pass start afresh: open files and reset counters inside what is iterated"
        if failure.type not in ("SystemExit", "KeyboardInterrupt")
        else "raise an exception of its own in place of ending the process",
        frames=failure.frames,
    )
