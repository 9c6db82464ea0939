"""Check: do two inputs of the model get two things?"""

from __future__ import annotations

from typing import Any, Dict, Iterator, List, Optional, Tuple

import numpy as np

from conformance.facts.applicability import least_examples
from conformance.facts.pairing import Pairing
from conformance.records import Component, Contract, Pass
from conformance.registry import Threshold, check, predicate
from conformance.results import Finding, Outcome, Passed, warn
from conformance.wording import listed

# Layers that change what they are given by chance while training: equal inputs then are two views.
NOISY = ("Dropout", "SpatialDropout", "AlphaDropout", "Gaussian", "Random", "RandAugment")


@predicate("fewer than two components of x go to the model")
def two_features(elements: Pass, pairing: Optional[Pairing] = None) -> bool:
    """There are two that could be equal."""
    return len(_fed(elements, pairing)) > 1


@check(
    "inputs-identical",
    group="wiring",
    title="two inputs are not given the same values",
    applies=(two_features, least_examples(32)),
    phase="compared",
    limits={
        "distinct": Threshold(
            8, "of fewer different examples all may agree by design", "chosen, not measured"
        ),
        "values": Threshold(
            3,
            "masks, segment numbers and other two-valued companions may well agree",
            "the masks and segment ids of BERT-like models, which are sound",
        ),
    },
)
def inputs_identical(
    elements: Pass,
    limits: Any,
    contract: Optional[Contract] = None,
    pairing: Optional[Pairing] = None,
) -> Outcome:
    """A model that compares two inputs sees no difference between them, whatever the label says."""
    features = _fed(elements, pairing)
    for first, second in _equal(features, elements, limits):
        text = (
            f"`{first.path}` and `{second.path}` are equal, value for value, in all "
            f"{len(first.row_hashes)} examples"
        )
        details: Dict[str, Any] = dict(
            expected="an input for each thing that is compared",
            actual=f"`{first.path}` == `{second.path}`",
            where=f"{first.path}, {second.path}",
            fix=f"look at the step that makes both: `{second.path}` is filled from the source of "
            f"`{first.path}`",
        )
        if _compared(first, second, contract, pairing):
            assert contract is not None
            names = listed(_names(first, second, pairing))
            if _told_apart(contract, elements):
                return Finding(
                    f"{text}, and the model puts {names} through one and the same layer: it compares "
                    "each thing with itself",
                    **details,
                )
            return warn(
                f"{text}, and the model puts {names} through one and the same layer: only its own "
                "noise (dropout, augmentation) tells them apart",
                **details,
            )
        details["fix"] += (
            "; where both branches are meant to see the same values, one input can feed both"
        )
        return warn(f"{text}: the second adds nothing to the first", **details)
    return Passed(
        f"{listed(c.path for c in features)}, two at a time, in {elements.examples} examples"
    )


def _fed(elements: Pass, pairing: Optional[Pairing]) -> List[Component]:
    """The components of x that an input takes."""
    features = elements.role("x")
    if pairing is not None and pairing.known:
        features = [c for c in features if pairing.input_of(c.path) is not None]
    return features


def _equal(
    features: List[Component], elements: Pass, limits: Any
) -> Iterator[Tuple[Component, Component]]:
    for i, first in enumerate(features):
        hashes = first.row_hashes
        if len(hashes) != elements.examples:
            continue
        if first.values is not None and len(first.values) < limits.values:
            continue
        for second in features[i + 1 :]:
            alike = (first.dtype, first.kind, first.shapes) == (
                second.dtype,
                second.kind,
                second.shapes,
            )
            several = len(np.unique(hashes)) >= limits.distinct
            if alike and several and np.array_equal(hashes, second.row_hashes):
                yield first, second


def _names(first: Component, second: Component, pairing: Optional[Pairing]) -> List[str]:
    assert pairing is not None
    pairs = [pairing.input_of(component.path) for component in (first, second)]
    return [pair.input.path for pair in pairs if pair is not None]


def _compared(
    first: Component,
    second: Component,
    contract: Optional[Contract],
    pairing: Optional[Pairing],
) -> bool:
    """Whether one layer with weights is called on both, one after the other."""
    if contract is None or pairing is None or not pairing.known:
        return False
    one, two = pairing.input_of(first.path), pairing.input_of(second.path)
    if one is None or two is None:
        return False
    return any({one.index, two.index} <= group for group in contract.shared)


def _told_apart(contract: Contract, elements: Pass) -> bool:
    """Whether the answer differs between examples, or nothing in the model makes two views of one.

    A model that learns from two noisy views of one example (SimCSE) has no targets, or the same
    one for all.
    """
    if not any(fact.type.startswith(NOISY) for fact in contract.layers):
        return True
    return any(len(np.unique(c.row_hashes)) > 1 for c in elements.role("y"))
