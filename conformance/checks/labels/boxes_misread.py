"""Whether boxes are in the form that their loss compares."""

from __future__ import annotations

from typing import Any, List, Optional

from conformance.facts.applicability import keras_train_step, paired_targets
from conformance.facts.pairing import Targets
from conformance.facts.registration import Registration
from conformance.records import Probes
from conformance.records.expect import Expect
from conformance.registry import Threshold, check, predicate
from conformance.results import Finding, Outcome, Passed
from conformance.wording import number, share


@predicate("no target of four numbers meets a loss of the user's own that compares corners")
def corners_compared(probes: Probes) -> bool:
    """A loss that is least for made-up corners foretold exactly, and not for made-up sizes."""
    return bool(probes.corners)


@check(
    "boxes-misread",
    group="labels",
    title="boxes are in the form that their loss compares",
    applies=(keras_train_step, paired_targets, corners_compared),
    phase="compared",
    limits={
        "worse": Threshold(
            0.1,
            "share of boxes that cost more than nothing though foretold exactly",
            "of corners that end after they begin there is none; a box or two may be broken",
        )
    },
)
def boxes_misread(
    probes: Probes,
    targets: Targets,
    limits: Any,
    registrations: Optional[List[Registration]] = None,
    expect: Optional[Expect] = None,
) -> Outcome:
    """(left, top, width, height) for a loss on (left, top, right, bottom): many boxes end before they begin."""
    looked = 0
    for pair in targets.pairs:
        found = probes.corners.get(pair.index)
        if found is None or pair.target is None:
            continue
        looked += found.boxes
        if found.worse < max(1, limits.worse * found.boxes):
            continue
        path = pair.target.path
        seen = next((r for r in registrations or () if r.target == path and r.boxes), None)
        lie = (
            f"; on the pictures they lie as {seen.boxes}"
            if seen is not None and seen.fit > seen.pairs / 2
            else ""
        )
        said = expect.boxes if expect is not None else None
        return Finding(
            f"the loss of `{path}` compares corners (right - left, bottom - top): a box that is foretold "
            f"exactly costs {number(found.best)}, and {share(found.worse, found.boxes)} boxes of the first "
            f"batch cost {number(found.dear)} even so, since they end before they begin{lie}",
            expected="boxes that end after they begin",
            actual=f"{found.worse} of {found.boxes} boxes are not what the loss takes for one",
            where=path,
            component=path,
            fix="give (left, top, left + width, top + height); what they are can be declared and is then "
            f'held to: EXPECT = {{"boxes": "{said or "xyxy"}"}}',
        )
    return Passed(
        f"{looked} boxes under a loss on corners: foretold exactly, each costs what corners do"
    )
