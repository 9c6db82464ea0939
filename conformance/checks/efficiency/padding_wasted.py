"""Check: is most of a sequence's width never used?"""

from __future__ import annotations

from typing import Any, Dict, List, Optional

import numpy as np

from conformance.facts.applicability import least_examples
from conformance.facts.meeting import UNKNOWN_MODEL, Meetings
from conformance.facts.padding import Padding, id_sequences
from conformance.facts.reading import whole
from conformance.records import Component, Pass
from conformance.registry import Threshold, check, predicate
from conformance.results import Outcome, Passed, warn
from conformance.wording import listed, numbers

ROWS = 64  # of fewer rows the longest says nothing of the next


def _candidates(elements: Pass, meetings: Meetings) -> List[Component]:
    """The sequences of ids that are looked up, all rows of which were kept."""
    return [
        c
        for c in elements.role("x")
        if meetings.of(c.path).state == "ids"
        and id_sequences(c) is not None
        and c.rows is not None
        and len(c.rows) == elements.examples
    ]


@predicate("no component of x is sequences of ids of one width that the model looks up")
def id_sequences_in_x(elements: Pass, meetings: Meetings = UNKNOWN_MODEL) -> bool:
    """Every step costs time, whether it is padding or not."""
    return bool(_candidates(elements, meetings))


@check(
    "padding-wasted",
    group="efficiency",
    title="sequences are not padded far beyond the longest",
    applies=(least_examples(ROWS), id_sequences_in_x, whole),
    phase="compared",
    after={"constant-feature": "ids that are all alike have no length"},
    limits={
        "wide": Threshold(
            128, "steps below which little time is to be saved", "chosen, not measured"
        ),
        "used": Threshold(
            0.25, "share of the width that the longest row takes, at most", "chosen, not measured"
        ),
    },
)
def padding_wasted(
    elements: Pass,
    paddings: Dict[str, Padding],
    limits: Any,
    meetings: Meetings = UNKNOWN_MODEL,
    validation: Optional[Pass] = None,
) -> Outcome:
    """The length of a tutorial's reviews for one's own tweets: the model runs over nothing but padding."""
    looked = _candidates(elements, meetings)
    for component in looked:
        padding = paddings.get(component.path)
        width = component.shapes[0][1]
        if padding is None or len(padding.step) != 1 or width < limits.wide:
            continue
        filler, end = float(padding.step[0]), padding.end
        held = validation.component(component.path) if validation is not None else None
        longest = max(_used(part, end, filler) for part in (component, held) if part is not None)
        if longest > limits.used * width:
            continue
        return warn(
            f"`{component.path}` is {width} steps wide and no row has more than {longest} that are no "
            f"padding ({numbers([filler])}, at the {end}): {1 - longest / width:.0%} of every batch is "
            "padding, and the model computes each step of it",
            expected=f"about {longest} steps",
            actual=f"{width} steps",
            where=component.path,
            component=component.path,
            fix=f"pad to the longest row (maxlen={longest}, output_sequence_length={longest}), or each batch "
            "to its own (padded_batch, bucket_by_sequence_length)",
        )
    return Passed(f"the widths of {listed(c.path for c in looked)} with their longest rows")


def _used(component: Component, end: str, filler: float) -> int:
    """The steps from the first to the last that any row uses, counted from the full end."""
    rows = component.rows
    if rows is None or rows.dtype == object or rows.ndim < 2:
        return max((shape[1] for shape in component.shapes if len(shape) > 1), default=0)
    used = (rows.reshape(len(rows), rows.shape[1]) != filler).any(axis=0)
    at = np.flatnonzero(used if end == "end" else used[::-1])
    return int(at[-1]) + 1 if len(at) else 0
