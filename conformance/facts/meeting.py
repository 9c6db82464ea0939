"""What the checks of values share: numeric rows, and what a component meets in the model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import List, Optional, Tuple

import numpy as np

from conformance.facts.pairing import Pairing, Targets
from conformance.records import Component, Contract, LayerFacts, Pass

NUMERIC = ("float16", "bfloat16", "float32", "float64", "int8", "int16", "int32", "int64")
UNSIGNED = ("uint8", "uint16", "uint32", "uint64")
# Checks of the form of an element; where one fails, numbers are not what they seem. "model-call" is
# not among them: values out of range are what can make the call raise.
BROKEN = (
    "group:wiring",
    "pipeline-iterates",
    "element-type",
    "batch-missing",
    "batch-twice",
    "rank-unknown",
    "input-kind",
    "input-shape",
    "input-dtype",
    "signature-cast",
)
SAMPLE = 200_000  # values looked at where all of them would be slow

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


def numeric(component: Component) -> bool:
    return component.dtype in NUMERIC + UNSIGNED and component.kind == "dense"


def matrix(component: Component) -> Optional[np.ndarray]:
    """Rows as (examples, values) in float64; None for ragged, strings or nothing kept."""
    rows = component.rows
    if rows is None or rows.dtype == object or rows.dtype.kind not in "biuf" or not len(rows):
        return None
    return rows.reshape(len(rows), -1).astype(np.float64)


def class_ids(values: np.ndarray) -> Optional[np.ndarray]:
    """The class of each row of a matrix of ids or one-hot rows; None for other rows of several."""
    if values.shape[1] == 1:
        return values[:, 0]
    one_hot = np.isin(values, (0, 1)).all() and (values.sum(axis=1) == 1).all()
    return values.argmax(axis=1) if one_hot else None


def image_like(component: Component) -> bool:
    """(batch, height, width, channels) with 1, 3 or 4 channels, either end."""
    if not component.shapes or len(component.shapes[0]) != 4:
        return False
    _, first, second, last = component.shapes[0]
    ends_in_channels = last in (1, 3, 4) and min(first, second) >= 4
    starts_with_channels = first in (1, 3, 4) and min(second, last) >= 4
    return ends_in_channels or starts_with_channels


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


def blind_loss(targets: Optional[Targets], elements: Pass) -> Optional[float]:
    """The loss of a model that has learnt nothing: even odds for classes, zero for numbers.

    A fresh model fed values near 1 starts close to it. None where a loss is custom or weighted
    in a way the records do not hold.
    """
    if targets is None or not targets.pairs:
        return None
    total = 0.0
    for pair in targets.pairs:
        component = None if pair.target is None else elements.component(pair.target.path)
        if pair.loss is None or component is None:
            return None
        part = _blind(pair.loss.name, component, (pair.output.shape or (None,))[-1])
        if part is None:
            return None
        total += part
    return total if total > 1e-12 else None


def _blind(loss: str, component: Component, units: Optional[int]) -> Optional[float]:
    if loss in ("sparse_categorical_crossentropy", "categorical_crossentropy"):
        return float(np.log(units)) if units and units > 1 else None
    if loss == "binary_crossentropy":
        inside = (component.minimum or 0) >= 0 and (component.maximum or 0) <= 1
        return float(np.log(2.0)) if inside else None
    values = matrix(component)
    if values is None:
        return None
    sizes = np.abs(values)
    if loss == "mean_squared_error":
        return float(np.mean(sizes**2))
    if loss == "mean_absolute_error":
        return float(np.mean(sizes))
    if loss == "huber":
        return float(np.mean(np.where(sizes <= 1, sizes**2 / 2, sizes - 0.5)))
    return None
