"""Check: is the size of complex numbers kept?"""

from __future__ import annotations

from typing import List

from conformance.facts.nodes import describe
from conformance.records import Node, Plan
from conformance.registry import check, predicate
from conformance.results import Outcome, Passed, warn

TRANSFORMS = "FFT"  # in the names of TensorFlow's ops for Fourier transforms


@predicate("no function of the pipeline computes a Fourier transform")
def transforms(plan: Plan) -> bool:
    """There are complex numbers whose size may get lost."""
    return bool(_transforming(plan))


@check(
    "imaginary-discarded",
    group="values",
    title="no cast drops the imaginary part of a spectrum",
    applies=(transforms,),
    phase="apart",
)
def imaginary_discarded(plan: Plan) -> Outcome:
    """tf.cast(tf.signal.stft(x), tf.float32): TensorFlow keeps the real part and logs a warning."""
    node = next((n for n in plan.nodes() if n.function and n.function.real_of_transform), None)
    if node is None:
        stages = ", ".join(dict.fromkeys(map(describe, _transforming(plan))))
        return Passed(f"the casts in {stages}: none is of complex numbers to real ones")
    return warn(
        f"{describe(node)} casts the complex numbers of a Fourier transform to real ones, which drops "
        "their imaginary part: what is left goes through zero with the phase of the wave and says "
        "little of how strong a frequency is",
        expected="the size of each number: tf.abs(spectrum)",
        actual="its real part: tf.cast(spectrum, tf.float32)",
        where=describe(node),
        fix="tf.abs before the cast (tf.math.real, where the real part is meant)",
    )


def _transforming(plan: Plan) -> List[Node]:
    """The stages whose function transforms, or casts what one gave."""
    return [
        node
        for node in plan.nodes()
        if node.function is not None
        and (node.function.real_of_transform or any(TRANSFORMS in op for op in node.function.ops))
    ]
