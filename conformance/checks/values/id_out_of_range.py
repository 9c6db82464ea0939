"""Whether every id is a whole number inside the table it indexes."""

from __future__ import annotations

from typing import Dict, Optional, Tuple

import numpy as np

from conformance.facts.meeting import KEEPING
from conformance.facts.pairing import Pairing
from conformance.records import Component, Contract, Environment, Pass, Training
from conformance.registry import check, predicate
from conformance.results import Finding, Outcome, Passed
from conformance.wording import number, share

INTEGERS = ("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64")
# Layers through which an id passes unchanged on its way to a table.
ID_KEEPING = (*KEEPING, "Embedding", "CategoryEncoding", "Cast")


@predicate("no component of x is looked up in a table whose size the model tells")
def looked_up(elements: Pass, contract: Contract, pairing: Optional[Pairing] = None) -> bool:
    """An Embedding or a CategoryEncoding takes a component as it comes."""
    return bool(_tables(elements, contract, pairing))


@check(
    "id-out-of-range",
    group="values",
    title="every id is a whole number inside the table it indexes",
    applies=(looked_up,),
    phase="compared",
    per_part=True,
)
def id_out_of_range(
    elements: Pass,
    contract: Contract,
    environment: Environment,
    pairing: Optional[Pairing] = None,
    training: Optional[Training] = None,
) -> Outcome:
    """The table ends before the ids do, or they were scaled: what is looked up is another row or none."""
    looked = []
    for path, (size, layer) in _tables(elements, contract, pairing).items():
        component = elements.component(path)
        if component is None or component.minimum is None or component.maximum is None:
            continue
        if component.minimum >= 0 and component.maximum < size:
            if component.integral is False:
                return _fractions(component, size, layer)
            seen = f"{number(component.minimum)}..{number(component.maximum)}"
            looked.append(f"`{path}` ({seen}) with the {size} rows of `{layer}`")
            continue
        return _outside(component, size, layer, contract, environment, training)
    return Passed(", ".join(looked))


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
            seen = elements.component(pair.component.path)
            if facts and plain and seen is not None and seen.maximum is not None:
                fact = min(facts, key=lambda f: f.input_dim or 0)
                out[pair.component.path] = (int(fact.input_dim or 0), fact.name)
        return out
    # Undeclared inputs: one table and one component of whole numbers can only belong together.
    whole = [c for c in elements.role("x") if c.dtype in INTEGERS and c.maximum is not None]
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
        component=component.path,
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
        component=component.path,
        fix=fix,
        blame="model" if over else "pipeline",
    )
