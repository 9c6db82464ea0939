"""Checks: does the model see which steps of a sequence are padding?"""

from __future__ import annotations

from typing import List, Optional, Tuple

from conformance.facts.meeting import KEEPING
from conformance.facts.padding import steps_of
from conformance.facts.pairing import Pairing
from conformance.records import Component, Contract, LayerFacts, Pass
from conformance.registry import Threshold, predicate

PADDED = Threshold(
    0.5,
    "share of the sequences that are padded, from which padding is how the data are made",
    "chosen: sequences of different lengths fill the longest in a few rows only; not measured",
)

MANY = PADDED.value


def masks_by_value(contract: Contract) -> bool:
    """Whether a layer masks steps of one value: Masking, or an Embedding with mask_zero."""
    return any(fact.mask_value is not None for fact in contract.layers)


@predicate("no sequences of x reach a layer that masks a value")
def sequences_masked(elements: Pass, contract: Contract, pairing: Optional[Pairing] = None) -> bool:
    """A Masking layer, or an Embedding that masks 0, takes a component as it comes."""
    found = masked(elements, contract, pairing)
    return any(steps_of(component) is not None for component, _ in found)


def masked(
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
