"""Whether whole numbers that tell things apart went through a type too coarse for them."""

from __future__ import annotations

import math
from typing import Any, List, Tuple

import numpy as np

from conformance.facts import chance
from conformance.facts.columns import kept, numeric
from conformance.facts.meeting import Meetings
from conformance.records import Component, Pass
from conformance.registry import Threshold, check, predicate
from conformance.results import Outcome, Passed, warn
from conformance.wording import listed

# Whole numbers up to 2**bits are exact, beyond it every second, fourth, ... only (IEEE 754).
EXACT_BITS = {"float32": 24, "float16": 11, "bfloat16": 8, "float64": 53}
WIDEST = 64  # columns of a table that are looked at
IMAGES = 3  # axes an example from which on numbers are pixels or samples, not ids
COARSEST = 2  # log2 of the least common step


@predicate(
    "no feature holds whole numbers that are ids: looked up in a table, or large ones in a float"
)
def holds_ids(elements: Pass, meetings: Meetings) -> bool:
    """Ids that a table is asked for, or numbers at the end of what their float type can tell apart."""
    return bool(_columns(elements, meetings))


@check(
    "ids-rounded",
    group="values",
    title="ids that differ at their source still differ",
    applies=(holds_ids,),
    phase="compared",
    limits={
        "chance": Threshold(
            chance.SURE,
            "log10 of the chance that so many different ids share one remainder, from which it is said",
            "the rule for findings by statistics",
        ),
    },
)
def ids_rounded(elements: Pass, meetings: Meetings, limits: Any) -> Outcome:
    """Ten-digit account numbers in a float32 table come back as multiples of 64."""
    looked = _columns(elements, meetings)
    for name, component, values in looked:
        distinct = np.unique(values)
        bits = _common_bits(distinct)
        # Of d ids that have nothing to do with 2**bits, all others share the first one's remainder.
        unlikely = -bits * (len(distinct) - 1) * math.log10(2)
        if bits < COARSEST or unlikely >= limits.chance:
            continue
        large = float(np.abs(distinct).max())
        return warn(
            f"the {len(distinct)} different ids of {name} all lie a multiple of {2**bits} apart (by "
            f"chance: {chance.text(unlikely)}), as whole numbers do that were rounded to a float: float32 "
            f"holds every whole number up to {2**24} only. Ids that differed are one now",
            expected="ids that differ by less as well",
            actual=", ".join(f"{value:.0f}" for value in distinct[:5]),
            where=component.path,
            component=component.path,
            fix="keep ids in an integer type (int64) from the source on, apart from the numbers of the "
            "table: NumPy and pandas make one float table of all columns"
            + ("" if large < 2**24 else "; then map them to 0..n-1 (IntegerLookup)"),
        )
    return Passed(listed([name for name, _, _ in looked], limit=4))


def _columns(elements: Pass, meetings: Meetings) -> List[Tuple[str, Component, np.ndarray]]:
    """(name, component, the values (rows,)) of every column of ids."""
    out = []
    for component in elements.role("x"):
        rows = component.rows
        if rows is None or not (numeric(component) and kept(component)) or rows.ndim > IMAGES:
            continue
        looked_up = meetings.of(component.path).state == "ids" and component.integral
        if looked_up:
            out.append((f"`{component.path}`", component, rows.astype(np.float64).ravel()))
        elif rows.dtype.kind == "f" and rows.ndim == 2 and rows.shape[1] <= WIDEST:
            out += _at_the_end(component, rows)
    return out


def _at_the_end(component: Component, rows: np.ndarray) -> List[Tuple[str, Component, np.ndarray]]:
    """Columns of whole numbers in a float type that cannot tell all of that size apart."""
    exact = 2.0 ** EXACT_BITS.get(component.dtype, 53)
    found = []
    for place in range(rows.shape[1]):
        column = rows[:, place].astype(np.float64)
        whole = np.isfinite(column).all() and (column == np.floor(column)).all()
        if whole and np.abs(column).min() >= exact:
            found.append((f"column {place} of `{component.path}`", component, column))
    return found


def _common_bits(distinct: np.ndarray) -> int:
    """The power of two that divides every difference of whole numbers (distinct,); 0 of a single one."""
    if len(distinct) < 2:
        return 0
    steps = np.diff(distinct)
    if steps.max() >= 2**53 or (steps != np.floor(steps)).any():
        return 0
    common = int(np.gcd.reduce(steps.astype(np.int64)))
    return (common & -common).bit_length() - 1 if common & (common - 1) == 0 else 0
