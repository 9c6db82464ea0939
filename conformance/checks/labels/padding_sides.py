"""Check: do the steps of inputs and targets stand opposite each other?"""

from __future__ import annotations

from typing import Optional

import numpy as np

from conformance.checks.labels._rules import component_of
from conformance.checks.labels._values import BEFORE
from conformance.checks.values._padding import MANY
from conformance.facts.padding import FEWEST, Padding, padding_of, steps_of
from conformance.facts.pairing import Targets
from conformance.records import Component, Contract, Pass
from conformance.registry import check
from conformance.results import Finding, warn
from conformance.wording import numbers, share

# Where a model squeezes a sequence into one vector, its targets are a sequence of their own.
SQUEEZING = ("RepeatVector", "Flatten", "Global", "Reshape", "Permute")
# What goes along a sequence, so that a target belongs to its step; Dense alone reads a row as a whole.
WALKING = (
    "Embedding",
    "LSTM",
    "GRU",
    "SimpleRNN",
    "RNN",
    "Bidirectional",
    "Conv1D",
    "TimeDistributed",
    "MultiHeadAttention",
)


@check(
    "padding-sides",
    group="labels",
    title="inputs and targets of a sequence are padded at one end",
    after=(*BEFORE, "label-shape", "label-range", "label-fraction"),
)
def padding_sides(targets: Targets, elements: Pass, contract: Contract):
    """`pad_sequences` pads in front unless told otherwise: told once, forgotten the other time."""
    squeezed = any(f.type.startswith(SQUEEZING) or f.last_step for f in contract.layers)
    walks = any(f.type.startswith(WALKING) or not f.keras_own for f in contract.layers)
    if contract.custom_train_step or squeezed or not walks:
        return None
    features = [(c, ends_of(c)) for c in elements.role("x")]
    for target in targets.pairs:
        component = component_of(target, elements)
        wanted = ends_of(component) if component is not None and target.loss is not None else None
        if component is None or wanted is None:
            continue
        if any(ends is not None and _same(ends, wanted) for _, ends in features):
            continue  # the input that goes with the targets, in a decoder
        for feature, ends in features:
            if ends is not None and _opposite(ends, wanted) and not _turned(feature, component):
                return _finding(feature, component, ends, wanted, contract)
    return None


def ends_of(component: Component) -> Optional[Padding]:
    """The padding of a component's rows; None where it is not seen in most of them."""
    steps = steps_of(component)
    padding = padding_of(steps) if steps is not None else None
    if padding is None or padding.padded < max(FEWEST, MANY * padding.rows):
        return None
    return padding


def _same(ends: Padding, wanted: Padding) -> bool:
    return ends.end == wanted.end and np.array_equal(ends.runs, wanted.runs)


def _opposite(ends: Padding, wanted: Padding) -> bool:
    return ends.end != wanted.end and np.array_equal(ends.runs, wanted.runs)


def _turned(feature: Component, target: Component) -> bool:
    """Whether the target is the input read from the end: a task of its own."""
    given, wanted = steps_of(feature), steps_of(target)
    if given is None or wanted is None or given.shape != wanted.shape:
        return False
    return bool((given[:, ::-1] == wanted).all(axis=(1, 2)).mean() > 0.5)


def _finding(
    feature: Component, target: Component, ends: Padding, wanted: Padding, contract: Contract
) -> Finding:
    padded = int((ends.runs > 1).sum())
    text = (
        f"{feature.path} is padded at the {ends.end} ({numbers(ends.step.tolist())}) and {target.path} at "
        f"the {wanted.end} ({numbers(wanted.step.tolist())}), by as many steps in each of "
        f"{len(ends.runs)} rows: in {share(padded, len(ends.runs))} a step's target stands beside another "
        "step, and targets beside padding"
    )
    details = dict(
        expected="padding of both at one end",
        actual=f"{feature.path} padded at the {ends.end}, {target.path} at the {wanted.end}",
        where=target.path,
        fix='pad_sequences(..., padding="post") for both, or for neither',
    )
    if all(fact.keras_own for fact in contract.layers) and contract.layers:
        return Finding(text, **details)
    return warn(text + ", unless the model turns the sequence round", **details)
