"""What each component of x meets in the model before a weight: scaling, a table of ids, or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Dict, List, Optional, Tuple

import numpy as np

from conformance.facts.pairing import Pairing
from conformance.records import Contract, LayerFacts

# Layers that move values about without changing their size, and those whose weights come next.
KEEPING = (
    "InputLayer",
    "Functional",
    "Sequential",
    "Model",
    "Flatten",
    "Reshape",
    "Permute",
    "RepeatVector",
    "Masking",
    "Concatenate",
    "Dropout",
    "SpatialDropout",
    "GaussianNoise",
    "Random",
    "ZeroPadding",
    "Cropping",
    "CenterCrop",
    "Resizing",
    "MaxPooling",
    "AveragePooling",
    "GlobalMaxPooling",
    "GlobalAveragePooling",
    "UpSampling",
    "TimeDistributed",
    "Identity",
)
WEIGHTED = (
    "Dense",
    "Conv",
    "SeparableConv",
    "DepthwiseConv",
    "LSTM",
    "GRU",
    "SimpleRNN",
    "RNN",
    "Bidirectional",
    "EinsumDense",
    "MultiHeadAttention",
)
TO_IDS = (
    "Embedding",
    "CategoryEncoding",
    "Hashing",
    "HashedCrossing",
    "StringLookup",
    "IntegerLookup",
    "TextVectorization",
    "Discretization",
)
NORMALIZING = (
    "Normalization",
    "BatchNormalization",
    "SyncBatchNormalization",
    "LayerNormalization",
    "GroupNormalization",
    "UnitNormalization",
    "RMSNormalization",
)


@dataclass(frozen=True)
class Meeting:
    """What a component meets in the model before a weight.

    ``state``: raw (a weight multiplies the values as they come), scaled, ids (looked up, never
    multiplied), unused, or unknown (a layer of the user's own may do anything).
    """

    state: str
    layer: str = ""  # the weighted layer
    input: str = ""
    rescaling: Optional[Tuple[float, float]] = None
    rescaling_name: str = ""
    normalized_after: bool = False  # the first weight is linear and its outputs are normalised


class Meetings:
    """What each component meets, by path; ``UNKNOWN_MODEL`` where there is no model to read."""

    def __init__(
        self, contract: Optional[Contract] = None, pairing: Optional[Pairing] = None
    ) -> None:
        self._contract, self._pairing = contract, pairing
        self._known: Dict[str, Meeting] = {}

    def of(self, path: str) -> Meeting:
        if path not in self._known:
            self._known[path] = meeting(self._contract, self._pairing, path)
        return self._known[path]


UNKNOWN_MODEL = Meetings()


def meetings_of(contract: Contract, pairing: Pairing) -> Meetings:
    """The fact ``meetings``."""
    return Meetings(contract, pairing)


def meeting(contract: Optional[Contract], pairing: Optional[Pairing], path: str) -> Meeting:
    """What the component at ``path`` meets; unknown without a model."""
    if contract is None:
        return Meeting("unknown")
    if contract.inputs is None or pairing is None or not pairing.known:
        return _undeclared(contract)
    pair = pairing.input_of(path)
    if pair is None:
        return Meeting("unused")
    reached = [fact for fact in contract.layers if pair.index in fact.inputs]
    return _meeting(reached, contract, pair.input.path)


def _undeclared(contract: Contract) -> Meeting:
    """Without declared inputs only a plain stack of Keras' own layers can be read in order."""
    if contract.kind != "sequential" or not all(fact.keras_own for fact in contract.layers):
        return Meeting("unknown")
    reached: List[LayerFacts] = []
    for fact in contract.layers:
        reached.append(fact)
        if not fact.type.startswith(KEEPING):
            break
    return _meeting(reached, contract, "")


def _meeting(reached: List[LayerFacts], contract: Contract, name: str) -> Meeting:
    types = [fact.type for fact in reached]
    if any(kind in TO_IDS for kind in types):
        return Meeting("ids", input=name)
    for fact in reached:
        if fact.type == "Rescaling":
            return Meeting(
                "scaled",
                input=name,
                rescaling=_rescaling(fact, _next(contract, fact)),
                rescaling_name=fact.name,
            )
        if fact.type in NORMALIZING:
            return Meeting("scaled", input=name)
    weighted = next((fact for fact in reached if fact.type.startswith(WEIGHTED)), None)
    known = all(fact.type.startswith(KEEPING + WEIGHTED) and fact.keras_own for fact in reached)
    if weighted is None or not known:
        return Meeting("unknown", input=name)
    following = _next(contract, weighted)
    after = (
        weighted.activation in (None, "linear")
        and following is not None
        and following.type in NORMALIZING
    )
    return Meeting("raw", weighted.name, name, normalized_after=after)


def _rescaling(fact: LayerFacts, following: Optional[LayerFacts]) -> Optional[Tuple[float, float]]:
    """(scale, offset) as the weights see it; None where a layer that normalises by itself follows.

    A Normalization with given statistics only divides once more, as in EfficientNet.
    """
    if fact.scale is None or following is None or following.type not in NORMALIZING:
        return fact.scale
    if following.type != "Normalization" or not following.variance:
        return None
    deviation = float(np.sqrt(min(following.variance))) or 1.0
    return fact.scale[0] / deviation, fact.scale[1] / deviation


def _next(contract: Contract, fact: LayerFacts) -> Optional[LayerFacts]:
    at = contract.layers.index(fact)
    return contract.layers[at + 1] if at + 1 < len(contract.layers) else None
