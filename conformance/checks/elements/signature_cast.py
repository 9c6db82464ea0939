"""Whether from_generator keeps the values the generator yields."""

from __future__ import annotations

from typing import Optional

from conformance.checks.elements._batches import generated
from conformance.records import Pass, Plan, Tracing
from conformance.registry import check, predicate
from conformance.results import Finding, Outcome, Passed


@predicate("no generator is given to from_generator")
def from_generator_used(tracing: Tracing, plan: Optional[Plan] = None) -> bool:
    """A generator's items go through an output_signature."""
    return bool(tracing.yields) or (plan is not None and generated(plan))


@check(
    "signature-cast",
    group="elements",
    title="from_generator keeps the values the generator yields",
    applies=(from_generator_used,),
    phase="well-formed",
    per_part=True,
)
def signature_cast(tracing: Tracing, elements: Optional[Pass] = None) -> Outcome:
    """``output_signature`` casts without a word: floats to int32 are truncated.

    ``elements`` is not read: the generator's items are compared while that pass runs.
    """
    lossy = [y for y in tracing.yields if y.lossy]
    if not lossy:
        return Passed("every item compared with what the data set holds: no value is lost")
    first = lossy[0]
    return Finding(
        f"from_generator casts {first.yielded} to {first.declared} and loses values: the generator "
        f"yields {first.example_raw}, the data set holds {first.example_cast}",
        expected=f"{first.yielded} in output_signature",
        actual=first.declared,
        where=", ".join(y.path for y in lossy[:4]),
        fix=f"declare `tf.TensorSpec(shape, tf.{first.yielded})` for {first.path} in "
        "output_signature",
    )
