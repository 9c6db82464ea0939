"""Whether ragged and sparse components meet inputs made for them."""

from __future__ import annotations

from typing import Optional

from conformance.checks.elements._shapes import GEOMETRY, failed
from conformance.facts.pairing import Pairing
from conformance.records import Forward, Spec, Training
from conformance.registry import check
from conformance.results import Finding
from conformance.wording import cause, shape_text


@check(
    "input-kind",
    group="elements",
    title="ragged and sparse components meet inputs made for them",
    after=("pipeline-builds", "pipeline-iterates", "element-type", *GEOMETRY),
)
def input_kind(
    pairing: Pairing,
    spec: Spec,
    forward: Optional[Forward] = None,
    training: Optional[Training] = None,
):
    """A ragged or sparse tensor has no fixed last axis for Dense, and most layers refuse it."""
    failure = failed(training, forward)
    if failure is None:
        return None
    for leaf in spec.role("x"):
        pair = pairing.input_of(leaf.path)
        if leaf.kind not in ("ragged", "sparse") or (pair and pair.input.kind == leaf.kind):
            continue
        name = (
            f"the input `{pair.input.path}` takes a dense tensor"
            if pair
            else "the model refuses it"
        )
        to_dense = "to_tensor(shape=[None, length])" if leaf.kind == "ragged" else ""
        fix = (
            f"pad to one length: `{leaf.path}.{to_dense}`, or declare `keras.Input(..., "
            "ragged=True)` "
            "where Keras has it"
            if leaf.kind == "ragged"
            else f"parse it with `FixedLenFeature([n], ...)`, or `tf.sparse.to_dense({leaf.path})` "
            "and "
            "set the shape"
        )
        return Finding(
            f"{leaf.path} is a {leaf.kind} tensor and {name}: {cause(failure)}",
            expected="a dense tensor",
            actual=f"{leaf.kind} {shape_text(leaf.shape)}",
            where=leaf.path,
            fix=fix,
        )
    return None
