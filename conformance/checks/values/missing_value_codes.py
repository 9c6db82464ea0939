"""Check: does a code for "missing" go in as if it were a measurement?"""

from __future__ import annotations

from typing import Optional, Tuple

import numpy as np

from conformance.checks.values._scale import HARMFUL, consequence, loss_ratio
from conformance.facts.meeting import BROKEN, SAMPLE, image_like, matrix, meeting, numeric
from conformance.facts.pairing import Pairing, Targets
from conformance.records import Component, Contract, Pass, Training
from conformance.registry import check
from conformance.results import Finding, warn
from conformance.wording import number

CODE = 20.0  # a code lies this many times the range of all other values away from them
CODED_ROWS = 3
# What data sets write where a number is missing.
CODES = (-1e30, -99999, -32768, -9999, -999, -99, -200, 999, 9999, 99999, 32767, 65535, 1e20, 1e30)


@check(
    "missing-value-codes",
    group="values",
    title="no code for a missing value goes in as a number",
    after=BROKEN,
)
def missing_value_codes(
    elements: Pass,
    contract: Optional[Contract] = None,
    pairing: Optional[Pairing] = None,
    targets: Optional[Targets] = None,
    training: Optional[Training] = None,
):
    masked = contract is not None and any(f.type == "Masking" for f in contract.layers)
    if masked:
        return None
    ratio = loss_ratio(training, targets, elements)
    for component in elements.role("x"):
        if not numeric(component) or component.maximum is None or image_like(component):
            continue
        if meeting(contract, pairing, component.path).state in ("ids", "unused"):
            continue
        values = matrix(component)
        if values is None:
            continue
        columns = values
        if component.rows is not None and component.rows.ndim > 2:
            columns = values.reshape(-1, component.rows.shape[-1])
        for code in CODES:
            found = _coded(columns, code)
            if found is not None:
                finding = _code_finding(component, code, *found)
                raw = meeting(contract, pairing, component.path).state == "raw"
                if raw and ratio is not None and ratio >= HARMFUL:
                    finding.status = "fail"
                    finding.message += consequence(training, ratio)
                return finding
    return None


def _coded(columns: np.ndarray, code: float) -> Optional[Tuple[int, int, float, float]]:
    """(column, how often, range of the rest) where ``code`` lies far outside a varied rest."""
    hits = columns == code
    for column in np.flatnonzero(hits.sum(axis=0) >= CODED_ROWS):
        rest = columns[~hits[:, column], column]
        rest = rest[np.isfinite(rest)]
        if len(np.unique(rest[:SAMPLE])) < 10 or len(rest) < hits[:, column].sum():
            continue
        low, high = float(rest.min()), float(rest.max())
        if abs(code - np.median(rest)) > CODE * max(high - low, 1e-12):
            return int(column), int(hits[:, column].sum()), low, high
    return None


def _code_finding(
    component: Component, code: float, column: int, count: int, low: float, high: float
) -> Finding:
    place = f"column {column} of `{component.path}`"
    where = ""
    if component.rows is not None:
        hit = np.argwhere(component.rows == code)[0]
        batch = int(component.row_batches[hit[0]]) if component.row_batches is not None else 0
        where = f"{component.path}, batch {batch}, example {int(hit[0])} of the pass"
    return warn(
        f"{place} holds {number(code)} {count} times while all its other values lie in "
        f"{number(low)}..{number(high)}: a code for a missing value would outweigh every number",
        expected="missing values replaced or masked",
        actual=f"{number(code)} in {count} rows",
        where=where or component.path,
        fix=f"replace {number(code)} in `{component.path}` (the training mean, plus a 0/1 column that "
        "says it was missing) before it is scaled",
    )
