"""Whether ragged and sparse components meet inputs made for them."""

from __future__ import annotations

from typing import Optional

from conformance.checks.elements._shapes import failed
from conformance.facts.pairing import Pairing
from conformance.records import Forward, Spec, Training
from conformance.registry import check, predicate
from conformance.results import Finding, Outcome, Passed
from conformance.wording import cause, shape_text


@predicate("x holds dense tensors only")
def other_kinds(spec: Spec) -> bool:
    """A component of x is ragged or sparse."""
    return any(leaf.kind in ("ragged", "sparse") for leaf in spec.role("x"))


@check(
    "input-kind",
    group="elements",
    title="ragged and sparse components meet inputs made for them",
    applies=(other_kinds,),
    phase="paired",
    per_part=True,
)
def input_kind(
    pairing: Pairing,
    spec: Spec,
    forward: Optional[Forward] = None,
    training: Optional[Training] = None,
) -> Outcome:
    """A ragged or sparse tensor has no fixed last axis for Dense, and most layers refuse it."""
    failure = failed(training, forward)
    held = [leaf for leaf in spec.role("x") if leaf.kind in ("ragged", "sparse")]
    taken = ", ".join(f"{leaf.path} ({leaf.kind})" for leaf in held)
    if failure is None:
        return Passed(f"the model was called on {taken}")
    for leaf in held:
        pair = pairing.input_of(leaf.path)
        if pair and pair.input.kind == leaf.kind:
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
            component=leaf.path,
            fix=fix,
        )
    return Passed(f"{taken}: of the kinds that the inputs declare")
