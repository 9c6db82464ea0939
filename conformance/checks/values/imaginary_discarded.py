"""Check: is the size of complex numbers kept?"""

from __future__ import annotations

from conformance.facts.nodes import describe
from conformance.records import Plan
from conformance.registry import check
from conformance.results import Finding


@check(
    "imaginary-discarded",
    group="values",
    title="no cast drops the imaginary part of a spectrum",
    after=("pipeline-iterates",),
)
def imaginary_discarded(plan: Plan):
    """tf.cast(tf.signal.stft(x), tf.float32): TensorFlow keeps the real part and logs a warning."""
    node = next((n for n in plan.nodes() if n.function and n.function.real_of_transform), None)
    if node is None:
        return None
    return Finding(
        f"{describe(node)} casts the complex numbers of a Fourier transform to real ones, which drops "
        "their imaginary part: what is left goes through zero with the phase of the wave and says "
        "little of how strong a frequency is",
        expected="the size of each number: tf.abs(spectrum)",
        actual="its real part: tf.cast(spectrum, tf.float32)",
        where=describe(node),
        fix="tf.abs before the cast (tf.math.real, where the real part is meant)",
    )
