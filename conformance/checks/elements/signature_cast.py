"""Whether from_generator keeps the values the generator yields."""

from __future__ import annotations

from typing import Optional

from conformance.records import Pass, Tracing
from conformance.registry import check
from conformance.results import Finding


@check(
    "signature-cast",
    group="elements",
    title="from_generator keeps the values the generator yields",
    after=("pipeline-builds",),
)
def signature_cast(tracing: Tracing, elements: Optional[Pass] = None):
    """``output_signature`` casts without a word: floats to int32 are truncated.

    ``elements`` is not read: the generator's items are compared while that pass runs.
    """
    lossy = [y for y in tracing.yields if y.lossy]
    if not lossy:
        return None
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
