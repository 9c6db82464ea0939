"""Whether numbers survive the cast to the model's input dtype."""

from __future__ import annotations

from typing import Any, List, Optional, Tuple

import numpy as np

from conformance.facts.columns import kept, numeric
from conformance.facts.pairing import Pair, Pairing
from conformance.records import Component, Pass
from conformance.registry import check, predicate
from conformance.results import Finding, Outcome, Passed
from conformance.wording import number

INTEGERS = ("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64")
FLOATS: Any = {"float16": np.float16, "float32": np.float32, "float64": np.float64}


def _casts(elements: Pass, pairing: Pairing) -> List[Tuple[Component, Pair]]:
    """The components of numbers whose input has another dtype of numbers."""
    out = []
    for pair in pairing.pairs:
        component, wanted = elements.component(pair.component.path), pair.input.dtype
        if component is None or not numeric(component) or component.maximum is None:
            continue
        if kept(component) and wanted != component.dtype and wanted in (*INTEGERS, *FLOATS):
            out.append((component, pair))
    return out


@predicate("no component of numbers goes to an input of another dtype")
def cast_by_keras(elements: Pass, pairing: Pairing) -> bool:
    """Keras casts a component to the dtype of its input."""
    return bool(_casts(elements, pairing))


@check(
    "lossy-cast",
    group="values",
    title="numbers survive the cast to the model's input dtype",
    applies=(cast_by_keras,),
    phase="compared",
    per_part=True,
)
def lossy_cast(elements: Pass, pairing: Pairing) -> Outcome:
    """An int64 id of 16777217 given to a float32 input arrives as 16777216."""
    looked = []
    for component, pair in _casts(elements, pairing):
        wanted = pair.input.dtype
        looked.append(f"`{component.path}` ({component.dtype}) as {wanted}")
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
            component=component.path,
            fix=fix.format(path=component.path, input=pair.input.path, dtype=component.dtype),
        )
    return Passed(f"the kept values of {', '.join(looked)}")


def _lost(component: Component, wanted: str) -> Optional[Tuple[str, str, str, str]]:
    """(value, what becomes of it, why it matters, fix) of the first value the cast changes."""
    rows = component.rows
    if rows is None or rows.dtype.kind not in "iuf":
        return None
    values = rows[np.isfinite(rows)] if rows.dtype.kind == "f" else rows.ravel()
    if not len(values):
        return None
    if wanted in INTEGERS:
        return _lost_in_integer(values, wanted)
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
    exact = 2 ** (np.finfo(FLOATS[wanted]).nmant + 1)
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
