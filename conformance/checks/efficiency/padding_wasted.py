"""Check: is most of a sequence's width never used?"""

from __future__ import annotations

from typing import Optional, Tuple

import numpy as np

from conformance.facts.meeting import meeting
from conformance.facts.padding import padding_of, steps_of
from conformance.facts.pairing import Pairing
from conformance.records import Component, Contract, Pass
from conformance.registry import check
from conformance.results import warn
from conformance.wording import numbers

WIDE = 128  # steps below which little time is to be saved
USED = 0.25  # share of the width that the longest row takes, at most
ROWS = 64  # of fewer rows the longest says nothing of the next


@check(
    "padding-wasted",
    group="efficiency",
    title="sequences are not padded far beyond the longest",
    after=("pipeline-iterates", "element-type", "batch-missing", "batch-twice", "constant-feature"),
)
def padding_wasted(
    elements: Pass,
    contract: Optional[Contract] = None,
    pairing: Optional[Pairing] = None,
    validation: Optional[Pass] = None,
):
    """The length of a tutorial's reviews for one's own tweets: the model runs over nothing but padding."""
    if not elements.complete or elements.examples < ROWS:
        return None
    for component in elements.role("x"):
        if not component.integral or meeting(contract, pairing, component.path).state != "ids":
            continue
        found = _longest(component, elements.examples)
        if found is None:
            continue
        longest, end, filler = found
        width = component.shapes[0][1]
        held = validation.component(component.path) if validation is not None else None
        if held is not None:
            longest = max(longest, _used(held, end, filler))
        if width < WIDE or longest > USED * width:
            continue
        return warn(
            f"`{component.path}` is {width} steps wide and no row has more than {longest} that are no "
            f"padding ({numbers([filler])}, at the {end}): {1 - longest / width:.0%} of every batch is "
            "padding, and the model computes each step of it",
            expected=f"about {longest} steps",
            actual=f"{width} steps",
            where=component.path,
            fix=f"pad to the longest row (maxlen={longest}, output_sequence_length={longest}), or each batch "
            "to its own (padded_batch, bucket_by_sequence_length)",
        )
    return None


def _longest(component: Component, examples: int) -> Optional[Tuple[int, str, float]]:
    """(steps of the longest row, the end that is padded, the padding) of rows of one width."""
    steps = steps_of(component)
    if steps is None or component.rows is None or len(component.rows) != examples:
        return None
    padding = padding_of(steps) if steps.shape[2] == 1 else None
    if padding is None:
        return None
    filler = float(padding.step[0])
    return _used(component, padding.end, filler), padding.end, filler


def _used(component: Component, end: str, filler: float) -> int:
    """The steps from the first to the last that any row uses, counted from the full end."""
    rows = component.rows
    if rows is None or rows.dtype == object or rows.ndim < 2:
        return max((shape[1] for shape in component.shapes if len(shape) > 1), default=0)
    used = (rows.reshape(len(rows), rows.shape[1]) != filler).any(axis=0)
    at = np.flatnonzero(used if end == "end" else used[::-1])
    return int(at[-1]) + 1 if len(at) else 0
