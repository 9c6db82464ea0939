"""Which inputs of a model one and the same layer is called on, one after the other."""

from __future__ import annotations

from typing import Any, Dict, FrozenSet, List

from conformance import compat
from conformance.structure import flatten

Inputs = FrozenSet[int]

# Layers that look up or standardise: to share one says nothing about what the inputs are.
PREPARING = (
    "Normalization",
    "Discretization",
    "TextVectorization",
    "StringLookup",
    "IntegerLookup",
)


def shared(model: Any, inputs: Any) -> FrozenSet[Inputs]:
    """Groups of inputs (indices) that reach one layer with weights in separate calls.

    So a siamese, triplet or pairwise model shows itself: its inputs are things of one kind. What
    all calls have in common (the user that is scored with either item) is left out of the group.
    """
    roots = [frozenset({i}) for i, _ in enumerate(flatten(inputs))]
    return frozenset(_groups(model, dict(zip(map(compat.tensor_key, flatten(inputs)), roots))))


def _groups(model: Any, reached: Dict[Any, Inputs]) -> List[Inputs]:
    """``reached``: for each input tensor of this model, the outer model's inputs behind it."""
    reached = dict(reached)
    called: Dict[int, List[Inputs]] = {}
    out: List[Inputs] = []
    for layer, consumed, produced in compat.calls(model):
        behind = [reached.get(compat.tensor_key(tensor), frozenset()) for tensor in consumed]
        together = frozenset().union(*behind)
        if _learns(layer):
            called.setdefault(id(layer), []).append(together)
        own = compat.symbolic(layer, "inputs") if hasattr(layer, "layers") else None
        if own is not None and len(flatten(own)) == len(behind) > 1:
            out += _groups(layer, dict(zip(map(compat.tensor_key, flatten(own)), behind)))
        for tensor in produced:
            reached.setdefault(compat.tensor_key(tensor), together)
    for calls in called.values():
        common = frozenset.intersection(*calls)
        apart = {call - common for call in calls} - {frozenset()}
        if len(apart) > 1:
            out.append(frozenset().union(*apart))
    return out


def _learns(layer: Any) -> bool:
    # On Keras 2 a lookup layer lists its table among the weights; a table has no shape.
    weights = getattr(layer, "weights", None) or ()
    return type(layer).__name__ not in PREPARING and any(hasattr(w, "shape") for w in weights)
