"""Check: does a recurrent layer still know the sequence when it reaches the end?"""

from __future__ import annotations

from typing import Any, Dict, Optional

import numpy as np

from conformance.checks.values._padding import PADDED
from conformance.facts.padding import Padding, steps_of
from conformance.records import Contract, LayerFacts, Pass, Probes
from conformance.registry import Threshold, check, predicate
from conformance.results import Finding, Outcome, Passed
from conformance.wording import number, numbers, share

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


@predicate("no plain stack of Keras' own layers hands on the last step of a recurrent layer")
def last_step_used(contract: Contract) -> bool:
    """An LSTM without return_sequences, and nothing that might read its steps otherwise."""
    return _last(contract) is not None


@predicate("the model masks steps")
def nothing_masked(contract: Contract) -> bool:
    """Every step counts."""
    return not any(fact.masks for fact in contract.layers)


@predicate("x is not one table of sequences (a second component may be the mask, or the lengths)")
def one_sequence_input(elements: Pass) -> bool:
    """All that the model knows of a row are its steps."""
    features = elements.role("x")
    return len(features) == 1 and steps_of(features[0]) is not None


@check(
    "padding-read-last",
    group="values",
    title="a recurrent layer does not end on padding",
    applies=(last_step_used, nothing_masked, one_sequence_input),
    phase="compared",
    limits={
        "padded": PADDED,
        "steps": Threshold(
            16,
            "median steps of padding after the last one that counts: a fresh LSTM keeps sigmoid(1) = "
            "0.73 of its state a step, so less than 1 % is left",
            "computed from Keras' unit_forget_bias; a trained one may have learnt to keep more",
        ),
        "unmoved": Threshold(
            1e-6,
            "change of the outputs, over their size, when every id is replaced, at which it fails",
            "float32 keeps 7 digits",
        ),
    },
)
def padding_read_last(
    elements: Pass,
    contract: Contract,
    paddings: Dict[str, Padding],
    limits: Any,
    probes: Optional[Probes] = None,
) -> Outcome:
    """The last output of an LSTM over post-padded rows: it has read 100 zeros since the last word."""
    last, component = _last(contract), elements.role("x")[0]
    padding = paddings.get(component.path)
    assert last is not None
    if padding is None or padding.end != "end" or padding.share < limits.padded:
        return Passed(f"the ends of the sequences of `{component.path}`: few are padding, or none")
    median = int(np.median(padding.runs))
    if median < limits.steps:
        return Passed(f"{median} steps of padding, in the middle, before `{last.name}` hands on")
    filler = numbers(padding.step.tolist())
    ids = any(fact.type == "Embedding" for fact in contract.layers)
    kept = 1 / (1 + np.exp(-1.0))
    moved = probes.steps.get(component.path) if probes is not None else None
    unread = moved is not None and moved[0] <= limits.unmoved
    tried = (
        "; tried: with every id of the first batch replaced, no output of a fresh model changes"
        if unread
        else ""
    )
    return Finding(
        f"`{last.name}` ({last.type}) hands on its output at the last of {component.shapes[0][1]} steps, "
        f"and {share(padding.padded, padding.rows)} sequences of `{component.path}` end in padding "
        f"({filler}), half of them in {median} steps and more: without a mask it has forgotten what came "
        f"before (a fresh LSTM keeps {number(kept**median)} of its state){tried}",
        status="fail" if unread else "warn",
        expected="the output at the last step that is no padding",
        actual=f"{median} steps of padding after it",
        where=component.path,
        component=component.path,
        fix=("Embedding(..., mask_zero=True)" if ids else f"Masking(mask_value={filler})")
        + ", or pad at the beginning (padding='pre')",
        blame="model",
    )


def _last(contract: Contract) -> Optional[LayerFacts]:
    """The recurrent layer that hands on its last step, in a plain stack of Keras' own layers."""
    if not all(fact.keras_own and fact.type in PLAIN for fact in contract.layers):
        return None
    return next((fact for fact in contract.layers if fact.last_step), None)
