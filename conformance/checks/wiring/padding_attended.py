"""Whether the model reads the ids of a padded sequence rather than its padding."""

from __future__ import annotations

from typing import Any

from conformance.records import Probes
from conformance.registry import Threshold, check, predicate
from conformance.results import Finding, Outcome, Passed

UNMOVED = Threshold(
    1e-6, "of the outputs' size: float32 keeps 7 digits", "numpy.finfo(numpy.float32).eps = 1.2e-7"
)
MOVED = Threshold(1e-4, "a hundred times what rounding can do", "chosen, not measured")


@predicate("no component is a table of padded ids that the model could be asked with")
def padded_ids(probes: Probes) -> bool:
    return bool(probes.steps)


@check(
    "padding-attended",
    group="wiring",
    title="the model reads the ids of a sequence, not its padding",
    applies=(padded_ids,),
    phase="compared",
    after={
        "padding-read-last": "no mask is there to turn round: the layer forgets what came before"
    },
    limits={"unmoved": UNMOVED, "moved": MOVED},
)
def padding_attended(probes: Probes, limits: Any) -> Outcome:
    """A mask that marks the padding where Keras attends to what is marked."""
    for path, (real, padding) in probes.steps.items():
        if real <= limits.unmoved and padding >= limits.moved:
            return Finding(
                f"the model does not read `{path}`: when every id of the first batch is replaced by "
                f"another, no output changes, and when the padding is replaced, outputs change by "
                f"{padding:.2g} of their size. What the mask lets through is the padding",
                expected="outputs that depend on the ids and not on the padding",
                actual=f"a change of {real:.1g} for the ids and of {padding:.2g} for the padding",
                where=path,
                component=path,
                fix="turn the mask round: Keras' attention layers attend where the mask is 1 (True), so "
                "it is `ids != 0`; many tutorials of other libraries mark the padding instead",
            )
    shown = "; ".join(
        f"`{path}`: ids move outputs by {real:.2g}, padding by {padding:.2g}"
        for path, (real, padding) in probes.steps.items()
    )
    return Passed(shown)
