"""Whether numbers survive the cast to the model's input dtype."""

from __future__ import annotations

from typing import Optional, Tuple

import numpy as np

from conformance.checks.values._exact import INTEGERS
from conformance.facts.meeting import BROKEN, numeric
from conformance.facts.pairing import Pairing
from conformance.records import Component, Pass
from conformance.registry import check
from conformance.results import Finding
from conformance.wording import number

FLOATS = {"float16": np.float16, "float32": np.float32, "float64": np.float64}


@check(
    "lossy-cast",
    group="values",
    title="numbers survive the cast to the model's input dtype",
    after=(*BROKEN, "not-finite"),
)
def lossy_cast(elements: Pass, pairing: Pairing):
    for pair in pairing.pairs:
        component = elements.component(pair.component.path)
        if component is None or not numeric(component) or component.maximum is None:
            continue
        wanted = pair.input.dtype
        if wanted == component.dtype:
            continue
        lost = _lost(component, wanted)
        if lost is None:
            continue
        given, becomes, why, fix = lost
        return Finding(
            f"`{component.path}` ({component.dtype}) holds {given}, which `{pair.input.path}` "
            f"({wanted}) receives as {becomes}: {why}",
            expected=f"values that {wanted} can hold",
            actual=f"{number(component.minimum)}..{number(component.maximum)} as {component.dtype}",
            where=component.path,
            fix=fix.format(path=component.path, input=pair.input.path, dtype=component.dtype),
        )
    return None


def _lost(component: Component, wanted: str) -> Optional[Tuple[str, str, str, str]]:
    """(value, what becomes of it, why it matters, fix) of the first value the cast changes."""
    rows = component.rows
    if rows is None or rows.dtype == object or rows.dtype.kind not in "iuf":
        return None
    values = rows[np.isfinite(rows)] if rows.dtype.kind == "f" else rows.ravel()
    if not len(values):
        return None
    if wanted in INTEGERS and wanted != "bool":
        return _lost_in_integer(values, wanted)
    if wanted not in FLOATS:
        return None
    with np.errstate(over="ignore"):
        cast = values.astype(FLOATS[wanted])
    if rows.dtype.kind == "f":
        gone = np.isinf(cast)
        if not gone.any():
            return None
        first = values[gone][0]
        text = "it is beyond the range of the type"
        return number(first), "inf", text, "scale `{path}` first, or declare `{input}` as float32"
    changed = cast.astype(np.float64) != values.astype(np.float64)
    if not changed.any():
        return None
    first = values[changed][0]
    exact = 2 ** (np.finfo(np.dtype(wanted)).nmant + 1)  # type: ignore[type-var]
    why = f"{wanted} holds whole numbers exactly only up to {exact}, so neighbouring ids become one"
    fix = (
        "declare `{input}` with dtype='{dtype}', or map the ids to 0..n-1 (IntegerLookup, Hashing)"
    )
    return str(int(first)), str(int(cast[changed][0])), why, fix


def _lost_in_integer(values: np.ndarray, wanted: str) -> Optional[Tuple[str, str, str, str]]:
    limits = np.iinfo(wanted)
    over = (values > limits.max) | (values < limits.min)
    if not over.any():
        return None  # a fraction is input-dtype's question
    first = values[over][0]
    wrapped = np.array([int(first)]).astype(np.int64).astype(wanted)[0]
    why = f"{wanted} ends at {limits.max}, so it wraps around"
    return str(int(first)), str(int(wrapped)), why, "declare `{input}` with dtype='{dtype}'"
