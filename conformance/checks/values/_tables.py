"""Checks: do the columns of a table still vary once they were scaled?"""

from __future__ import annotations

from typing import List, Optional

from conformance.facts.meeting import meeting
from conformance.facts.pairing import Pairing
from conformance.records import Component, Contract, Pass

ROWS = 50


def tables(
    elements: Pass, contract: Optional[Contract], pairing: Optional[Pairing]
) -> List[Component]:
    """The features of floats, one row or one number an example, that a weight meets as they are."""
    out = []
    for component in elements.role("x"):
        rows = component.rows
        if rows is None or rows.dtype.kind != "f" or rows.ndim > 2 or component.kind != "dense":
            continue
        met = meeting(contract, pairing, component.path)
        if met.state == "raw" and not met.normalized_after and len(rows) >= ROWS:
            out.append(component)
    return out
