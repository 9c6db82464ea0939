"""Checks: do the columns of a table still vary once they were scaled?"""

from __future__ import annotations

from typing import List

from conformance.facts.columns import measured
from conformance.facts.meeting import UNKNOWN_MODEL, Meetings
from conformance.records import Component, Pass
from conformance.registry import predicate

ROWS = 50  # of fewer rows a column may be alike by chance


def tables(elements: Pass, meetings: Meetings) -> List[Component]:
    """The features of floats, one row or one number an example, that a weight meets as they are."""
    out = []
    for component in measured(elements):
        rows = component.rows
        if rows is None or rows.dtype.kind != "f" or rows.ndim > 2 or len(rows) < ROWS:
            continue
        met = meetings.of(component.path)
        if met.state == "raw" and not met.normalized_after:
            out.append(component)
    return out


@predicate(f"no weight of the model meets a table of floats, of {ROWS} rows or more, as it comes")
def tables_met_raw(elements: Pass, meetings: Meetings = UNKNOWN_MODEL) -> bool:
    """Columns reach a weight unscaled, in enough rows to tell how they vary."""
    return bool(tables(elements, meetings))
