"""Checks: does the model see which steps of a sequence are padding?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import List, Optional, Tuple

import numpy as np

from conformance.facts.meeting import BROKEN, KEEPING
from conformance.facts.pairing import Pairing
from conformance.records import Component, Contract, LayerFacts, Pass
from conformance.registry import check
from conformance.results import Finding, warn
from conformance.wording import number, numbers, share

ENOUGH = 32  # sequences
MANY = 0.5  # share of them that are padded
LENGTHS = 3  # different lengths of padding: a filled tail of one length is part of the format
SAMPLE = 4096  # sequences looked at


@dataclass(frozen=True)
class Padding:
    """Runs of one and the same step that nothing but the ends of sequences hold."""

    step: np.ndarray
    padded: int  # sequences with a run of two or more
    rows: int
    end: str  # "end" or "beginning"
    runs: np.ndarray  # steps of padding of each sequence


@check(
    "mask-value-absent",
    group="values",
    title="the padding of the data is the value that the model masks",
    after=(*BROKEN, "not-finite", "constant-feature", "id-out-of-range"),
)
def mask_value_absent(elements: Pass, contract: Contract, pairing: Optional[Pairing] = None):
    """Padded, then scaled: the padding is another number, and every step of it counts."""
    for component, fact in _masked(elements, contract, pairing):
        steps = steps_of(component)
        if steps is None or fact.mask_value is None:
            continue
        if (steps == steps.dtype.type(fact.mask_value)).all(axis=2).any():
            continue
        padding = padding_of(steps)
        if padding is None or padding.padded < MANY * padding.rows:
            continue
        filler = numbers(padding.step.tolist())
        ids = fact.type == "Embedding"
        return Finding(
            f"`{fact.name}` ({fact.type}) masks {'the id ' if ids else 'steps of '}"
            f"{number(fact.mask_value)}, which `{component.path}` never holds: "
            f"{share(padding.padded, padding.rows)} sequences are padded at the {padding.end} with "
            f"{filler}, so no step is masked and the model reads the padding as data",
            expected=f"padding of {number(fact.mask_value)}",
            actual=f"padding of {filler}",
            where=component.path,
            fix="number the words from 1 and pad with 0"
            if ids
            else f"scale the steps first and fill the padding with {number(fact.mask_value)} last",
        )
    return None


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


def steps_of(component: Component) -> Optional[np.ndarray]:
    """(sequences, steps, values)."""
    rows = component.rows
    if rows is None or rows.dtype.kind not in "iuf" or rows.ndim not in (2, 3):
        return None
    if len(rows) < ENOUGH or rows.shape[1] < 3 or component.kind != "dense":
        return None
    rows = rows[:SAMPLE]
    return rows[:, :, None] if rows.ndim == 2 else rows


def padding_of(steps: np.ndarray) -> Optional[Padding]:
    """The padding of a table of sequences; None where no step is found at their ends alone.

    A value that also stands between others (no rain, a pause) is data.
    """
    for end, ordered in (("end", steps), ("beginning", steps[:, ::-1])):
        last, counts = np.unique(ordered[:, -1], axis=0, return_counts=True)
        filler = last[int(np.argmax(counts))]
        same = (ordered == filler).all(axis=2)
        runs = np.cumprod(same[:, ::-1], axis=1).sum(axis=1)
        something = runs < ordered.shape[1]  # a sequence of nothing tells nothing
        run, same = runs[something], same[something]
        padded = int((run > 1).sum())
        between = int(same.sum()) - int(run[run > 0].sum())
        if padded and len(np.unique(run[run > 0])) >= LENGTHS and between == 0:
            return Padding(filler, padded, len(steps), end, runs)
    return None


@check(
    "mask-of-ones",
    group="values",
    title="a mask beside padded ids marks the padding",
    after=(*BROKEN, "not-finite", "constant-feature"),
)
def mask_of_ones(elements: Pass, contract: Optional[Contract] = None):
    """Made before the rows are padded, or by ``ones_like``: padding is attended to."""
    features = elements.role("x")
    masks = [c for c in features if c.minimum == c.maximum == 1 and c.kind == "dense"]
    if contract is not None and any(fact.mask_value is not None for fact in contract.layers):
        return None  # padding is masked by its value
    for mask in masks:
        for ids in features:
            whole = ids.dtype.startswith(("int", "uint"))
            if ids is mask or ids.shapes != mask.shapes or not whole:
                continue
            steps = steps_of(ids)
            padding = padding_of(steps) if steps is not None else None
            if padding is None or padding.step.any() or padding.padded < MANY * padding.rows:
                continue
            return warn(
                f"`{mask.path}` is 1 at every step, and {share(padding.padded, padding.rows)} sequences "
                f"of `{ids.path}`, which has the same shape, are padded with 0 at the {padding.end}: a "
                "mask made before the padding (or by ones_like) marks padding as words",
                expected="0 where there is padding",
                actual="1 everywhere",
                where=mask.path,
                fix=f"make the mask from the padded ids: `tf.cast(ids != 0, tf.int32)` for "
                f"`{ids.path}`",
            )
    return None
