"""Whether the padding of the data is the value that the model masks."""

from __future__ import annotations

from typing import Any, Dict, Optional

from conformance.checks.values._padding import PADDED, masked, sequences_masked
from conformance.facts.padding import Padding, steps_of
from conformance.facts.pairing import Pairing
from conformance.records import Component, Contract, LayerFacts, Pass
from conformance.registry import check
from conformance.results import Finding, Outcome, Passed
from conformance.wording import number, numbers, share


@check(
    "mask-value-absent",
    group="values",
    title="the padding of the data is the value that the model masks",
    applies=(sequences_masked,),
    phase="compared",
    after={"id-out-of-range": "ids that were scaled hold no 0 any more; the scaling is the cause"},
    limits={"padded": PADDED},
)
def mask_value_absent(
    elements: Pass,
    contract: Contract,
    paddings: Dict[str, Padding],
    limits: Any,
    pairing: Optional[Pairing] = None,
) -> Outcome:
    """Padded, then scaled: the padding is another number, and every step of it counts."""
    looked = []
    for component, fact in masked(elements, contract, pairing):
        steps, padding = steps_of(component), paddings.get(component.path)
        if steps is None or fact.mask_value is None:
            continue
        looked.append(
            f"{len(steps)} sequences of `{component.path}` with {number(fact.mask_value)}"
        )
        if (steps == steps.dtype.type(fact.mask_value)).all(axis=2).any():
            continue
        if padding is not None and padding.share >= limits.padded:
            return _finding(component, fact, padding)
    return Passed(f"{', '.join(looked)}, which the model masks")


def _finding(component: Component, fact: LayerFacts, padding: Padding) -> Finding:
    filler, value = numbers(padding.step.tolist()), number(fact.mask_value)
    ids = fact.type == "Embedding"
    return Finding(
        f"`{fact.name}` ({fact.type}) masks {'the id ' if ids else 'steps of '}"
        f"{value}, which `{component.path}` never holds: "
        f"{share(padding.padded, padding.rows)} sequences are padded at the {padding.end} with "
        f"{filler}, so no step is masked and the model reads the padding as data",
        expected=f"padding of {value}",
        actual=f"padding of {filler}",
        where=component.path,
        component=component.path,
        fix="number the words from 1 and pad with 0"
        if ids
        else f"scale the steps first and fill the padding with {value} last",
    )
