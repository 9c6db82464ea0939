"""Checks: rank, axes, kind and dtype of every component against what the model takes."""

from __future__ import annotations

import re
from typing import Optional, Tuple

from conformance.checks.wording import cause, listed, number, shape_text
from conformance.pairing import Pair, Pairing, compatible
from conformance.records import (
    Contract,
    Failure,
    Forward,
    Leaf,
    Pass,
    Plan,
    Shape,
    Spec,
    Training,
)
from conformance.registry import check
from conformance.results import Finding, warn

# What Keras and TensorFlow say when a shape is not known while the model is traced.
UNKNOWN_SHAPE = re.compile(
    r"unknown (rank|TensorShape|shape)|as_list\(\) is not defined|fully-defined|Found None"
    r"|should be defined|must be (known|defined)|with unknown|NoneType.*rank|rank is (unknown|undefined)"
    r"|unsupported operand type.*NoneType|'<' not supported.*NoneType|undefined (rank|shape)"
)
FIT_STAGES = ("fit", "evaluate", "predict")
GEOMETRY = ("input-missing", "input-extra", "input-structure", "batch-missing", "batch-twice")


def failed(training: Optional[Training], forward: Optional[Forward] = None) -> Optional[Failure]:
    """What fit raised, else what a plain call of the model raised."""
    if training is not None:
        for stage in FIT_STAGES:
            if stage in training.failures:
                return training.failures[stage]
    return forward.failure if forward is not None else None


@check(
    "rank-unknown",
    group="elements",
    title="shapes are known where the model needs them",
    after=("pipeline-builds", "pipeline-iterates", "element-type", "input-kind"),
)
def rank_unknown(
    spec: Spec,
    training: Optional[Training] = None,
    forward: Optional[Forward] = None,
    plan: Optional[Plan] = None,
    elements: Optional[Pass] = None,
):
    """numpy_function, py_function, parse_tensor and output_types lose the static shape.

    Called eagerly on a batch the model works; fit traces it with the declared spec. So the
    evidence is what fit did.
    """
    vague = [leaf for leaf in spec.leaves if leaf.shape is None and leaf.kind == "dense"]
    open_axes = [
        leaf
        for leaf in spec.role("x")
        if leaf.shape is not None and None in leaf.shape[1:] and leaf.kind == "dense"
    ]
    if not vague and not open_axes:
        return None
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
            fix=_shape_fix(leaf, plan, elements),
        )
    return None


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
        fix=_shape_fix(leaf, plan, elements),
    )


def _shape_fix(leaf: Leaf, plan: Optional[Plan], elements: Optional[Pass]) -> str:
    component = elements.component(leaf.path) if elements is not None else None
    seen = component.shapes[0][1:] if component is not None and component.shapes else None
    example = str(list(seen)) if seen is not None else "[...]"
    functions = [node.function for node in plan.nodes() if node.function] if plan is not None else []
    if any("Generator" in op for function in functions for op in function.datasets):
        return f"give from_generator an `output_signature` with shapes, here `{example}` an example"
    if leaf.shape is not None:
        return "give the axis a fixed length (`output_sequence_length` in TextVectorization, or pad to it)"
    return f"set it after the function that loses it: `{leaf.path.split('[')[0]}.set_shape({example})`"


@check(
    "input-shape",
    group="elements",
    title="components have the rank and axes of their inputs",
    after=("pipeline-iterates", "element-type", "rank-unknown", "input-kind", "input-order", *GEOMETRY),
)
def input_shape(
    pairing: Pairing,
    elements: Pass,
    forward: Optional[Forward] = None,
    training: Optional[Training] = None,
):
    """Keras adds or drops a trailing axis of one; every other difference is a mismatch."""
    for pair in pairing.pairs:
        found = _mismatch(pair, elements)
        if found is None:
            continue
        shape, where = found
        wanted = pair.input.shape
        failure = failed(training, forward)
        text = (
            f"{pair.component.path} is {shape_text(shape)} and the input `{pair.input.path}` takes "
            f"{shape_text(wanted)}"
        )
        details = dict(
            expected=shape_text(wanted),
            actual=shape_text(shape),
            where=where,
            fix=_axes_fix(wanted, shape, pair.component.path),
        )
        if failure is not None:
            return Finding(f"{text}: {cause(failure)}", **details)
        ran = training is not None and "fit" in training.ran
        if ran:
            return warn(text + "; this Keras only warns of it, Keras 3 raises", **details)
        return Finding(text, **details)
    return None


def _mismatch(pair: Pair, elements: Pass) -> Optional[Tuple[Shape, str]]:
    """(shape, where) of the declared spec, else of the first batch that does not fit the input."""
    wanted = pair.input.shape
    if wanted is None or pair.component.kind != "dense":
        return None
    path = pair.component.path
    if not fits(wanted, pair.component.shape):
        return pair.component.shape, path
    component = elements.component(path)
    for batch, shape in enumerate(component.shapes if component is not None else []):
        if not fits(wanted, shape):
            return shape, f"{path}, batch {batch}"
    return None


def fits(wanted: Shape, given: Shape) -> bool:
    """Whether Keras feeds a component of one shape to an input of another (batch axis aside)."""
    if wanted is None or given is None:
        return True
    a, b = tuple(wanted[1:]), tuple(given[1:])
    if not given:
        return False
    if compatible(a, b):
        return True
    if len(b) == len(a) - 1 and a[-1] == 1:
        return compatible(a[:-1], b)
    return len(b) == len(a) + 1 and b[-1] == 1 and compatible(a, b[:-1])


def _axes_fix(wanted: Shape, given: Shape, path: str) -> str:
    if wanted is None or given is None:
        return "give the component the input's shape"
    a, b = tuple(wanted[1:]), tuple(given[1:])
    if len(a) == len(b) and len(a) == 3 and None not in b:
        if compatible(a, (b[1], b[2], b[0])):
            return f"channels come last: `tf.transpose({path}, [0, 2, 3, 1])`"
        if a[:2] == b[:2] and {a[2], b[2]} <= {1, 3, 4}:
            return f"decode with `channels={a[2]}`"
        if a[2] in (None, b[2]):
            return f"resize to the size of the model: `tf.image.resize({path}, {list(a[:2])})`"
    if len(b) == len(a) - 1:
        return f"add the missing axis: `{path}[..., tf.newaxis]`"
    if len(b) == len(a) + 1:
        return f"drop the extra axis: `tf.squeeze({path}, axis)`"
    return f"yield {shape_text((None, *a))}, or build the model for {shape_text((None, *b))}"


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
        name = f"the input `{pair.input.path}` takes a dense tensor" if pair else "the model refuses it"
        to_dense = "to_tensor(shape=[None, length])" if leaf.kind == "ragged" else ""
        fix = (
            f"pad to one length: `{leaf.path}.{to_dense}`, or declare `keras.Input(..., ragged=True)` "
            "where Keras has it"
            if leaf.kind == "ragged"
            else f"parse it with `FixedLenFeature([n], ...)`, or `tf.sparse.to_dense({leaf.path})` and "
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


@check(
    "input-dtype",
    group="elements",
    title="strings reach string inputs, numbers numeric ones",
    after=("pipeline-builds", "pipeline-iterates", "element-type", *GEOMETRY),
)
def input_dtype(
    pairing: Pairing,
    spec: Spec,
    contract: Contract,
    elements: Pass,
    forward: Optional[Forward] = None,
    training: Optional[Training] = None,
):
    """Keras casts numbers to the input's dtype silently; strings it cannot cast."""
    for pair in pairing.pairs:
        text_in, text_wanted = pair.component.dtype == "string", pair.input.dtype == "string"
        if text_in != text_wanted:
            return _string_finding(pair.component, pair.input, failed(training, forward))
        found = _truncated(pair, elements)
        if found is not None:
            return found
    failure = failed(training, forward)
    if pairing.known or failure is None:
        return None
    strings = [leaf for leaf in spec.role("x") if leaf.dtype == "string"]
    if strings and re.search(r"[Ss]tring|DT_STRING|object", failure.message):
        return _string_finding(strings[0], None, failure)
    return None


def _string_finding(leaf: Leaf, wanted: Optional[Leaf], failure: Optional[Failure]) -> Finding:
    is_text = leaf.dtype == "string"
    takes = f"the input `{wanted.path}` takes {wanted.dtype}" if wanted else "the model computes with it"
    raised = f": {cause(failure)}" if failure is not None else ""
    return Finding(
        f"{leaf.path} holds {'strings' if is_text else leaf.dtype} and {takes}{raised}",
        expected=wanted.dtype if wanted else "numbers",
        actual=leaf.dtype,
        where=leaf.path,
        fix=(
            "turn strings into numbers: `StringLookup` or `TextVectorization` for categories and text, "
            "`tf.strings.to_number` for digits"
            if is_text
            else f"feed the raw text to `{wanted.path if wanted else 'the input'}`, or declare it numeric"
        ),
    )


def _truncated(pair: Pair, elements: Pass) -> Optional[Finding]:
    """Fractions into an integer input: Keras casts, so 0.7 arrives as 0."""
    wanted = pair.input.dtype
    component = elements.component(pair.component.path)
    if component is None or component.integral is not False or not wanted.startswith(("int", "uint")):
        return None
    if component.dtype == "string":
        return None
    values = sorted(component.values or ())[:200]
    example = next((v for v in values if v != int(v)), component.maximum)
    return Finding(
        f"{component.path} holds fractions such as {number(example)} and the input "
        f"`{pair.input.path}` is {wanted}: Keras casts them, so {number(example)} arrives as "
        f"{int(example or 0)}",
        expected="whole numbers",
        actual=component.dtype,
        where=component.path,
        fix=f"declare the input as float32, or yield the integer ids for `{pair.input.path}`",
    )


@check(
    "model-call",
    group="elements",
    title="the model can be called on the first batch",
    after=(
        "pipeline-builds",
        "pipeline-iterates",
        "element-type",
        "model-builds",
        "rank-unknown",
        "input-shape",
        "input-kind",
        "input-dtype",
        "input-order",
        "targets-missing",
        "tuple-too-long",
        "group:wiring",
        "group:values",
        *GEOMETRY,
    ),
)
def model_call(forward: Forward, spec: Spec):
    """Whatever else the first batch does to a fresh model."""
    failure = forward.failure
    if failure is None or failure.stage == "model":
        return None
    shapes = ", ".join(f"{leaf.path} {shape_text(leaf.shape)} {leaf.dtype}" for leaf in spec.role("x"))
    return Finding(
        f"calling the model on the first batch raises {cause(failure)}",
        expected="features the model can be called on",
        actual=shapes,
        where=listed([leaf.path for leaf in spec.role("x")]),
        fix=_call_fix(failure, spec),
    )


def _call_fix(failure: Failure, spec: Spec) -> str:
    x = spec.role("x")
    ranks = re.search(r"expected (?:min_)?ndim=(\d+), found ndim=(\d+)", failure.message)
    if ranks and len(x) == 1:
        wanted, found = int(ranks.group(1)), int(ranks.group(2))
        if wanted == found + 1:
            return (
                f"the layer needs one axis more: `{x[0].path}[..., tf.newaxis]` adds a channel or "
                "feature axis"
            )
        return f"yield {x[0].path} with {wanted} axes, batch included"
    if isinstance(spec.x_structure, dict):
        return "yield the tensor itself, not a dict, or let `call` read the dict by key"
    if spec.x_structure is not None and not isinstance(spec.x_structure, int):
        return "yield x as the model's `call` reads it: one tensor, or the structure it unpacks"
    return "yield features of the shape and dtype the first layers take"

