"""Checks: do ids fit the tables they index, and do numbers survive the model's dtype?"""

from __future__ import annotations

from typing import Dict, Optional, Tuple

import numpy as np

from conformance.facts.meeting import BROKEN, KEEPING, numeric
from conformance.facts.pairing import Pairing
from conformance.records import Component, Contract, Environment, Pass, Training
from conformance.registry import check
from conformance.results import Finding
from conformance.wording import number, share

# Layers through which an id passes unchanged on its way to a table.
ID_KEEPING = (*KEEPING, "Embedding", "CategoryEncoding", "Cast")
INTEGERS = ("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "bool")
FLOATS = {"float16": np.float16, "float32": np.float32, "float64": np.float64}


@check(
    "id-out-of-range",
    group="values",
    title="every id is a whole number inside the table it indexes",
    after=BROKEN,
)
def id_out_of_range(
    elements: Pass,
    contract: Contract,
    environment: Environment,
    pairing: Optional[Pairing] = None,
    training: Optional[Training] = None,
):
    for path, (size, layer) in _tables(elements, contract, pairing).items():
        component = elements.component(path)
        if component is None or component.minimum is None or component.maximum is None:
            continue
        if component.minimum >= 0 and component.maximum < size:
            if component.integral is False:
                return _fractions(component, size, layer)
            continue
        return _outside(component, size, layer, contract, environment, training)
    return None


def _tables(
    elements: Pass, contract: Contract, pairing: Optional[Pairing]
) -> Dict[str, Tuple[int, str]]:
    """Path of a component of ids -> (rows of the smallest table it indexes, its layer)."""
    bounded = [fact for fact in contract.layers if fact.input_dim]
    if contract.inputs is not None and pairing is not None and pairing.known:
        out = {}
        for pair in pairing.pairs:
            reached = [fact for fact in contract.layers if pair.index in fact.inputs]
            plain = all(fact.type.startswith(ID_KEEPING) for fact in reached)
            facts = [fact for fact in bounded if pair.index in fact.inputs]
            if facts and plain:
                fact = min(facts, key=lambda f: f.input_dim or 0)
                out[pair.component.path] = (int(fact.input_dim or 0), fact.name)
        return out
    # Undeclared inputs: one table and one component of whole numbers can only belong together.
    whole = [c for c in elements.role("x") if c.dtype in INTEGERS and c.dtype != "bool"]
    plain = contract.kind == "sequential" and all(fact.keras_own for fact in contract.layers)
    if len(bounded) == 1 and len(whole) == 1 and len(elements.role("x")) == 1 and plain:
        return {whole[0].path: (int(bounded[0].input_dim or 0), bounded[0].name)}
    return {}


def _fractions(component: Component, size: int, layer: str) -> Finding:
    low, high = number(component.minimum), number(component.maximum)
    kept = int(component.maximum or 0) - int(component.minimum or 0) + 1
    return Finding(
        f"`{component.path}` holds fractions ({low}..{high}), and `{layer}` looks up whole numbers: Keras "
        f"cuts the fractions off without a word, so at most {kept} of {size} rows are ever used",
        expected=f"whole numbers, 0..{size - 1}",
        actual=f"{low}..{high} ({component.dtype})",
        where=component.path,
        fix=f"hand the ids to `{layer}` as they are: leave the scaling of `{component.path}` out",
    )


def _outside(
    component: Component,
    size: int,
    layer: str,
    contract: Contract,
    environment: Environment,
    training: Optional[Training],
) -> Finding:
    low, high = int(component.minimum or 0), int(component.maximum or 0)
    over = high >= size
    kind = next((f.type for f in contract.layers if f.name == layer), "Embedding")
    argument = "num_tokens" if kind == "CategoryEncoding" else "input_dim"
    bad, where, seen = high if over else low, component.path, ""
    if component.rows is not None and component.rows.dtype.kind in "iuf":
        hits = (component.rows < 0) | (component.rows >= size)
        first = np.argwhere(hits)[0]
        bad = int(component.rows[tuple(first)])
        seen = f"; {share(int(hits.sum()), hits.size)} of the ids are outside"
        if component.row_batches is not None:
            at = int(component.row_batches[first[0]])
            row = int(first[0] - np.flatnonzero(component.row_batches == at)[0])
            where = f"{component.path}, batch {at}, index {(row, *map(int, first[1:]))}"
    raised = training is not None and {"fit", "evaluate"} & set(training.failures)
    effect = "here fit raised" if raised else "here nothing was raised"
    if low < 0 and not over and environment.keras_generation == 3:
        effect += "; Keras 3 wraps negative ids to the end of the table"
    fix = (
        f"{argument}={high + 1} (largest id + 1) in `{layer}`, or ids that start at 0"
        if over
        else f"give unknown values an index of their own (0 or {size}) instead of {low}, and size "
        f"`{layer}` for it"
    )
    return Finding(
        f"`{component.path}` holds the id {bad}, but `{layer}` ({kind}) has rows 0..{size - 1}{seen}: "
        f"on CPU the lookup raises, on GPU it silently returns zeros ({effect})",
        expected=f"0..{size - 1}",
        actual=f"{low}..{high}",
        where=where,
        fix=fix,
        blame="model" if over else "pipeline",
    )


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
