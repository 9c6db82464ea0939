"""Whether what the model masks as padding stands among the data as well."""

from __future__ import annotations

from typing import Any, Optional, Tuple

import numpy as np

from conformance.checks.values._padding import masked, sequences_masked
from conformance.facts.padding import steps_of
from conformance.facts.pairing import Pairing
from conformance.records import Contract, Pass
from conformance.registry import Threshold, check
from conformance.results import Outcome, Passed, warn
from conformance.wording import number, numbers, share


@check(
    "data-masked",
    group="values",
    title="no step among the data is taken for padding",
    applies=(sequences_masked,),
    phase="compared",
    after={
        "mask-value-absent": "another value is the padding; what stands inside is not the question"
    },
    limits={
        "sequences": Threshold(
            0.1,
            "share of the sequences that hold the masked value between other steps",
            "chosen: a stray one may be a slip of the data, a word of its own comes in many",
        ),
        "alone": Threshold(
            0.7,
            "share of such places where it stands alone: a word seldom follows itself, while gaps of "
            "a grid and fields that are padded one after the other come in stretches",
            "chosen; the commonest of n words is followed by itself at most as often as it comes",
        ),
    },
)
def data_masked(
    elements: Pass, contract: Contract, limits: Any, pairing: Optional[Pairing] = None
) -> Outcome:
    """The commonest word has the number 0, which mask_zero takes for padding."""
    looked = []
    for component, fact in masked(elements, contract, pairing):
        steps = steps_of(component)
        if steps is None or fact.mask_value is None:
            continue
        value = number(fact.mask_value)
        looked.append(f"{value} between the steps of {len(steps)} sequences of `{component.path}`")
        same = (steps == steps.dtype.type(fact.mask_value)).all(axis=2)
        places, alone, rows = _inside(same)
        if not places or alone < limits.alone * places:
            continue
        if len(rows) < limits.sequences * len(steps):
            continue
        row = steps[rows[0], :, 0]
        at = int(np.flatnonzero(_between(same[rows[:1]])[0])[0])
        return warn(
            f"`{fact.name}` ({fact.type}) masks {value}, which stands between other steps in "
            f"{share(len(rows), len(steps))} sequences of `{component.path}` ("
            f"{numbers(row[max(0, at - 2) : at + 3].tolist())}, step {at} of sequence {rows[0]}): there "
            "it is data, and the model skips it as if it were padding",
            expected=f"{value} at the ends of the sequences only",
            actual=f"{places} stretches of {value} inside, {alone} of them of one step",
            where=component.path,
            component=component.path,
            fix="number the words from 1, so that 0 is left for the padding, and give the Embedding one "
            "row more"
            if fact.type == "Embedding"
            else "mask a value that the data never hold",
        )
    return Passed(", ".join(looked))


def _between(same: np.ndarray) -> np.ndarray:
    """(sequences, steps): where the masked value has other steps before and behind it."""
    other = ~same
    before = np.cumsum(other, axis=1) > 0
    behind = np.cumsum(other[:, ::-1], axis=1)[:, ::-1] > 0
    return same & before & behind


def _inside(same: np.ndarray) -> Tuple[int, int, np.ndarray]:
    """(stretches of the masked value inside, those of one step, the sequences that hold one)."""
    inside = np.pad(_between(same), ((0, 0), (1, 1)))
    begins = inside[:, 1:-1] & ~inside[:, :-2]
    alone = begins & ~inside[:, 2:]
    return int(begins.sum()), int(alone.sum()), np.flatnonzero(begins.any(axis=1))
