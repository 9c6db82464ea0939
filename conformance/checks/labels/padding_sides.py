"""Check: do the steps of inputs and targets stand opposite each other?"""

from __future__ import annotations

from typing import Any, Dict

import numpy as np

from conformance.checks.labels._applies import SQUEEZING
from conformance.checks.labels._rules import component_of
from conformance.facts.applicability import keras_train_step
from conformance.facts.padding import FEWEST, Padding, steps_of
from conformance.facts.pairing import Targets
from conformance.records import Component, Contract, Pass
from conformance.registry import Threshold, check, predicate
from conformance.results import Finding, Outcome, Passed, warn
from conformance.wording import numbers, share

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


@predicate("no layer goes along a sequence, step by step, up to the output")
def walks_to_the_output(contract: Contract) -> bool:
    """The target of a step stands opposite that step."""
    squeezed = any(f.type.startswith(SQUEEZING) or f.last_step for f in contract.layers)
    return not squeezed and any(
        f.type.startswith(WALKING) or not f.keras_own for f in contract.layers
    )


@predicate("x and the targets are not both padded sequences")
def both_padded(elements: Pass, targets: Targets, paddings: Dict[str, Padding]) -> bool:
    """Padding was seen at an end of a component of x, and of a target that training compares."""
    wanted = [t.target.path for t in targets.pairs if t.target is not None and t.loss is not None]
    given = [c.path for c in elements.role("x")]
    return any(p in paddings for p in wanted) and any(p in paddings for p in given)


@check(
    "padding-sides",
    group="labels",
    title="inputs and targets of a sequence are padded at one end",
    applies=(keras_train_step, walks_to_the_output, both_padded),
    phase="compared",
    limits={
        "share": Threshold(
            0.5,
            "of the sequences, how many are padded: of fewer it may be data",
            "chosen, not measured",
        )
    },
    per_part=True,
)
def padding_sides(
    targets: Targets,
    elements: Pass,
    contract: Contract,
    paddings: Dict[str, Padding],
    limits: Any,
) -> Outcome:
    """`pad_sequences` pads in front unless told otherwise: told once, forgotten the other time."""
    seen = {
        path: found
        for path, found in paddings.items()
        if found.padded >= max(FEWEST, limits.share * found.rows)
    }
    features = [(c, seen.get(c.path)) for c in elements.role("x")]
    for target in targets.pairs:
        component = component_of(target, elements)
        wanted = (
            seen.get(component.path) if component is not None and target.loss is not None else None
        )
        if component is None or wanted is None:
            continue
        if any(ends is not None and _same(ends, wanted) for _, ends in features):
            continue  # the input that goes with the targets, in a decoder
        for feature, ends in features:
            if ends is not None and _opposite(ends, wanted) and not _turned(feature, component):
                return _finding(feature, component, ends, wanted, contract)
    return Passed(
        ", ".join(f"{path} padded at the {found.end}" for path, found in paddings.items())
    )


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
    details: Dict[str, Any] = dict(
        expected="padding of both at one end",
        actual=f"{feature.path} padded at the {ends.end}, {target.path} at the {wanted.end}",
        where=target.path,
        component=target.path,
        fix='pad_sequences(..., padding="post") for both, or for neither',
    )
    if all(fact.keras_own for fact in contract.layers) and contract.layers:
        return Finding(text, **details)
    return warn(text + ", unless the model turns the sequence round", **details)
