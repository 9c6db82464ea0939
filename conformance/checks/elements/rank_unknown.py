"""Whether shapes are known where the model needs them."""

from __future__ import annotations

import re
from typing import List, Optional

from conformance.checks.elements._shapes import failed
from conformance.records import Failure, Forward, Leaf, Pass, Plan, Spec, Training
from conformance.registry import check, predicate
from conformance.results import Finding, Outcome, Passed, Unjudged, warn
from conformance.wording import cause, shape_text

# What Keras and TensorFlow say when a shape is not known while the model is traced.
UNKNOWN_SHAPE = re.compile(
    r"unknown (rank|TensorShape|shape)|as_list\(\) is not defined|fully-defined|Found None"
    r"|should be defined|must be (known|defined)|with unknown|NoneType.*rank|rank is (unknown|undefined)"
    r"|unsupported operand type.*NoneType|'<' not supported.*NoneType|undefined (rank|shape)"
)


@predicate("every axis but the batch's has a known length")
def open_shapes(spec: Spec) -> bool:
    """A dense component has no static rank, or x an axis of unknown length."""
    return bool(_vague(spec) or _open_axes(spec))


@check(
    "rank-unknown",
    group="elements",
    title="shapes are known where the model needs them",
    applies=(open_shapes,),
    phase="well-formed",
    after={
        "input-kind": "a ragged tensor is what has the open axis, and the model refuses it as such"
    },
    per_part=True,
)
def rank_unknown(
    spec: Spec,
    training: Optional[Training] = None,
    forward: Optional[Forward] = None,
    plan: Optional[Plan] = None,
    elements: Optional[Pass] = None,
) -> Outcome:
    """numpy_function, py_function, parse_tensor and output_types lose the static shape.

    Called eagerly on a batch the model works; fit traces it with the declared spec. So the
    evidence is what fit did.
    """
    vague, open_axes = _vague(spec), _open_axes(spec)
    failure = failed(training)
    raised = failure is not None and UNKNOWN_SHAPE.search(failure.message) is not None
    called = forward is None or forward.failure is None
    if raised and called:
        leaf = (vague or open_axes)[0]
        return _unknown_finding(leaf, failure, plan, elements)
    if vague and failure is None and training is not None and "fit" in training.ran:
        leaf = vague[0]
        return warn(
            f"{leaf.path} has no static rank; this model trained, but layers and losses that look "
            "at the rank (Dense, accuracy, broadcasting of labels) cannot",
            expected="a declared shape",
            actual=shape_text(leaf.shape),
            where=leaf.path,
            component=leaf.path,
            fix=_shape_fix(leaf, plan, elements),
        )
    if vague and training is None:
        return Unjudged(f"{vague[0].path} has no static rank, and only fit shows who needs it")
    path = (vague or open_axes)[0].path
    return Passed(
        f"no layer or loss asked for the open axes of {path}: {shape_text((vague or open_axes)[0].shape)}"
    )


def _vague(spec: Spec) -> List[Leaf]:
    return [leaf for leaf in spec.leaves if leaf.shape is None and leaf.kind == "dense"]


def _open_axes(spec: Spec) -> List[Leaf]:
    return [
        leaf
        for leaf in spec.role("x")
        if leaf.shape is not None and None in leaf.shape[1:] and leaf.kind == "dense"
    ]


def _unknown_finding(
    leaf: Leaf, failure: Optional[Failure], plan: Optional[Plan], elements: Optional[Pass]
) -> Finding:
    assert failure is not None
    what = "has no static rank" if leaf.shape is None else f"is {shape_text(leaf.shape)}"
    return Finding(
        f"{leaf.path} {what}, and the model needs to know it while it is traced: {cause(failure)}",
        expected="the length of every axis but the batch's" if leaf.shape else "a known rank",
        actual=shape_text(leaf.shape),
        where=leaf.path,
        component=leaf.path,
        fix=_shape_fix(leaf, plan, elements),
    )


def _shape_fix(leaf: Leaf, plan: Optional[Plan], elements: Optional[Pass]) -> str:
    component = elements.component(leaf.path) if elements is not None else None
    seen = component.shapes[0][1:] if component is not None and component.shapes else None
    example = str(list(seen)) if seen is not None else "[...]"
    functions = (
        [node.function for node in plan.nodes() if node.function] if plan is not None else []
    )
    if any("Generator" in op for function in functions for op in function.datasets):
        return f"give from_generator an `output_signature` with shapes, here `{example}` an example"
    if leaf.shape is not None:
        return (
            "fix the length of the axis: `output_sequence_length` in TextVectorization, or padding"
        )
    return (
        f"set it after the function that loses it: `{leaf.path.split('[')[0]}.set_shape({example})`"
    )
