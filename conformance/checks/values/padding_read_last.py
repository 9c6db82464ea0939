"""Check: does a recurrent layer still know the sequence when it reaches the end?"""

from __future__ import annotations

from typing import Optional

import numpy as np

from conformance.checks.values._padding import MANY
from conformance.facts.meeting import BROKEN
from conformance.facts.padding import padding_of, steps_of
from conformance.facts.pairing import Pairing
from conformance.records import Contract, LayerFacts, Pass
from conformance.registry import check
from conformance.results import Finding, warn
from conformance.wording import numbers, share

# Median steps of padding after the last one that counts. A fresh LSTM keeps sigmoid(1) = 0.73 of its
# state a step: 1 % is left after 15 steps, 3e-7 after 48, which no gradient crosses.
FORGOTTEN, FADED = 48, 16
PLAIN = (
    "InputLayer",
    "Functional",
    "Sequential",
    "Embedding",
    "Rescaling",
    "Normalization",
    "BatchNormalization",
    "LayerNormalization",
    "Dropout",
    "SpatialDropout1D",
    "LSTM",
    "GRU",
    "SimpleRNN",
    "LSTMCell",
    "GRUCell",
    "SimpleRNNCell",
    "Dense",
)


@check(
    "padding-read-last",
    group="values",
    title="a recurrent layer does not end on padding",
    after=(*BROKEN, "not-finite", "constant-feature", "mask-value-absent", "mask-of-ones"),
)
def padding_read_last(elements: Pass, contract: Contract, pairing: Optional[Pairing] = None):
    """The last output of an LSTM over post-padded rows: it has read 100 zeros since the last word."""
    features = elements.role("x")
    if len(features) != 1 or any(fact.masks for fact in contract.layers):
        return None  # a second input may be the mask, or the lengths
    last = _last(contract)
    steps = steps_of(features[0])
    if last is None or steps is None:
        return None
    padding = padding_of(steps)
    if padding is None or padding.end != "end" or padding.padded < MANY * padding.rows:
        return None
    median = int(np.median(padding.runs))
    if median < FADED:
        return None
    path, filler = features[0].path, numbers(padding.step.tolist())
    text = (
        f"`{last.name}` ({last.type}) hands on its output at the last of {steps.shape[1]} steps, and "
        f"{share(padding.padded, padding.rows)} sequences of `{path}` end in padding ({filler}), half of "
        f"them in {median} steps and more: without a mask it has forgotten what came before"
    )
    ids = any(fact.type == "Embedding" for fact in contract.layers)
    details = dict(
        expected="the output at the last step that is no padding",
        actual=f"{median} steps of padding after it",
        where=path,
        fix=("Embedding(..., mask_zero=True)" if ids else f"Masking(mask_value={filler})")
        + ", or pad at the beginning (padding='pre')",
        blame="model",
    )
    return Finding(text, **details) if median >= FORGOTTEN else warn(text, **details)


def _last(contract: Contract) -> Optional[LayerFacts]:
    """The recurrent layer that hands on its last step, in a plain stack of Keras' own layers."""
    if not all(fact.keras_own and fact.type in PLAIN for fact in contract.layers):
        return None
    return next((fact for fact in contract.layers if fact.last_step), None)
