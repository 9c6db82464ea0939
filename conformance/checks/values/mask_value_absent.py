"""Whether the padding of the data is the value that the model masks."""

from __future__ import annotations

from typing import Any, Dict, List, Optional, Tuple

from conformance.checks.values._padding import PADDED
from conformance.facts.meeting import KEEPING
from conformance.facts.padding import Padding, steps_of
from conformance.facts.pairing import Pairing
from conformance.records import Component, Contract, LayerFacts, Pass
from conformance.registry import check, predicate
from conformance.results import Finding, Outcome, Passed
from conformance.wording import number, numbers, share


@predicate("no sequences of x reach a layer that masks a value")
def sequences_masked(elements: Pass, contract: Contract, pairing: Optional[Pairing] = None) -> bool:
    """A Masking layer, or an Embedding that masks 0, takes a component as it comes."""
    found = _masked(elements, contract, pairing)
    return any(steps_of(component) is not None for component, _ in found)


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
    for component, fact in _masked(elements, contract, pairing):
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
    filler, masked = numbers(padding.step.tolist()), number(fact.mask_value)
    ids = fact.type == "Embedding"
    return Finding(
        f"`{fact.name}` ({fact.type}) masks {'the id ' if ids else 'steps of '}"
        f"{masked}, which `{component.path}` never holds: "
        f"{share(padding.padded, padding.rows)} sequences are padded at the {padding.end} with "
        f"{filler}, so no step is masked and the model reads the padding as data",
        expected=f"padding of {masked}",
        actual=f"padding of {filler}",
        where=component.path,
        component=component.path,
        fix="number the words from 1 and pad with 0"
        if ids
        else f"scale the steps first and fill the padding with {masked} last",
    )


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
