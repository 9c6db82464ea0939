"""Whether the padding of the data is the value that the model masks."""

from __future__ import annotations

from typing import List, Optional, Tuple

from conformance.checks.values._padding import MANY
from conformance.facts.meeting import BROKEN, KEEPING
from conformance.facts.padding import padding_of, steps_of
from conformance.facts.pairing import Pairing
from conformance.records import Component, Contract, LayerFacts, Pass
from conformance.registry import check
from conformance.results import Finding
from conformance.wording import number, numbers, share


@check(
    "mask-value-absent",
    group="values",
    title="the padding of the data is the value that the model masks",
    after=(*BROKEN, "not-finite", "constant-feature", "id-out-of-range"),
)
def mask_value_absent(elements: Pass, contract: Contract, pairing: Optional[Pairing] = None):
    """Padded, then scaled: the padding is another number, and every step of it counts."""
    for component, fact in _masked(elements, contract, pairing):
        steps = steps_of(component)
        if steps is None or fact.mask_value is None:
            continue
        if (steps == steps.dtype.type(fact.mask_value)).all(axis=2).any():
            continue
        padding = padding_of(steps)
        if padding is None or padding.padded < MANY * padding.rows:
            continue
        filler = numbers(padding.step.tolist())
        ids = fact.type == "Embedding"
        return Finding(
            f"`{fact.name}` ({fact.type}) masks {'the id ' if ids else 'steps of '}"
            f"{number(fact.mask_value)}, which `{component.path}` never holds: "
            f"{share(padding.padded, padding.rows)} sequences are padded at the {padding.end} with "
            f"{filler}, so no step is masked and the model reads the padding as data",
            expected=f"padding of {number(fact.mask_value)}",
            actual=f"padding of {filler}",
            where=component.path,
            fix="number the words from 1 and pad with 0"
            if ids
            else f"scale the steps first and fill the padding with {number(fact.mask_value)} last",
        )
    return None


def _masked(
    elements: Pass, contract: Contract, pairing: Optional[Pairing]
) -> List[Tuple[Component, LayerFacts]]:
    """The components that reach a layer which masks a value, as they are, with that layer."""
    out = []
    if contract.inputs is not None and pairing is not None and pairing.known:
        for pair in pairing.pairs:
            component = elements.component(pair.component.path)
            facts = [f for f in contract.layers if pair.index in f.inputs]
            at = next((i for i, f in enumerate(facts) if f.mask_value is not None), None)
            plain = all(f.type.startswith(KEEPING) for f in facts[:at])
            if component is not None and at is not None and plain:
                out.append((component, facts[at]))
        return out
    features = elements.role("x")
    first = _first(contract)
    return [(features[0], first)] if len(features) == 1 and first is not None else []


def _first(contract: Contract) -> Optional[LayerFacts]:
    """The masking layer that a plain stack without a declared input begins with."""
    if contract.kind != "sequential":
        return None
    for fact in contract.layers:
        if fact.mask_value is not None:
            return fact
        if fact.type != "InputLayer":
            return None
    return None
