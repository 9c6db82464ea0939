"""Checks: rank, axes, kind and dtype of every component against what the model takes."""

from __future__ import annotations

import re
from typing import Optional, Tuple

from conformance.facts.pairing import Pair, Pairing, compatible
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
from conformance.results import Finding, Unjudged, warn
from conformance.wording import cause, shape_text

# What Keras and TensorFlow say when a shape is not known while the model is traced.
UNKNOWN_SHAPE = re.compile(
    r"unknown (rank|TensorShape|shape)|as_list\(\) is not defined|fully-defined|Found None"
    r"|should be defined|must be (known|defined)|with unknown|NoneType.*rank|rank is (unknown|undefined)"
    r"|unsupported operand type.*NoneType|'<' not supported.*NoneType|undefined (rank|shape)"
)
FIT_STAGES = ("fit", "evaluate")
GEOMETRY = ("input-missing", "input-extra", "input-structure", "batch-missing", "batch-twice")


def failed(training: Optional[Training], forward: Optional[Forward] = None) -> Optional[Failure]:
    """What fit raised, else what a plain call of the model raised.

    Where fit ran, a plain call or predict proves nothing: an own train_step may never call the
    model on x (a GAN's generator takes noise).
    """
    if training is not None:
        if "fit" in training.ran:
            return None
        for stage in FIT_STAGES:
            if stage in training.failures:
                return training.failures[stage]
    return forward.failure if forward is not None else None


def taken_apart(
    contract: Optional[Contract], training: Optional[Training], forward: Optional[Forward]
) -> bool:
    """Whether an own train_step does something else with x than to call the model on it.

    Fit ran, and yet the model cannot be called on x as it comes: anchors and positives stacked on
    an axis of their own, which train_step takes apart.
    """
    if contract is None or not contract.custom_train_step or training is None:
        return False
    return "fit" in training.ran and forward is not None and forward.failure is not None


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
    if vague and training is None:
        return Unjudged(f"{vague[0].path} has no static rank, and only fit shows who needs it")
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


@check(
    "input-shape",
    group="elements",
    title="components have the rank and axes of their inputs",
    after=(
        "pipeline-iterates",
        "element-type",
        "rank-unknown",
        "input-kind",
        "input-order",
        *GEOMETRY,
    ),
)
def input_shape(
    pairing: Pairing,
    elements: Pass,
    forward: Optional[Forward] = None,
    training: Optional[Training] = None,
    contract: Optional[Contract] = None,
):
    """Keras adds or drops a trailing axis of one; every other difference is a mismatch."""
    if taken_apart(contract, training, forward):
        return None
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
        if training is not None and "fit" in training.ran:
            text += "; fit runs all the same, and reads the axes as they come"
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


def _without_one(shape: Tuple[Optional[int], ...]) -> Tuple[Optional[int], ...]:
    at = shape.index(1)
    return shape[:at] + shape[at + 1 :]


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
    if len(b) == len(a) - 1 and compatible(a[:-1], b):
        more = f"{path}[..., tf.newaxis]"
        grey = a[-1] == 3
        return f"add the channels: `tf.image.grayscale_to_rgb({more})`" if grey else f"`{more}`"
    if len(b) == len(a) + 1 and 1 in b and compatible(a, _without_one(b)):
        return f"drop the axis of one: `tf.squeeze({path}, {b.index(1) + 1})`"
    return f"yield {shape_text((None, *a))}, or build the model for {shape_text((None, *b))}"


# Layers that leave the order of the axes alone; anything else may put the channels last itself.
KEEPING = (
    "InputLayer",
    "Rescaling",
    "Normalization",
    "BatchNormalization",
    "Dropout",
    "Activation",
    "GaussianNoise",
)
CHANNELS = (1, 3, 4)
SMALLEST_IMAGE = 8


@check(
    "channels-first",
    group="elements",
    title="images have their channels where the model looks for them",
    after=("pipeline-iterates", "element-type", "input-shape", "input-kind", *GEOMETRY),
)
def channels_first(spec: Spec, contract: Contract, forward: Optional[Forward] = None):
    """(3, 24, 24) into a channels-last Conv2D: 24 channels of 3 by 24 pixels, and nothing raises."""
    x = [leaf for leaf in spec.role("x") if leaf.shape is not None and len(leaf.shape) == 4]
    if len(x) != 1 or len(spec.role("x")) != 1 or (forward is not None and forward.failure):
        return None
    channels, height, width = x[0].shape[1:]
    if None in (channels, height, width) or channels not in CHANNELS or height != width:
        return None
    if width < SMALLEST_IMAGE or _first_image_format(contract) != "channels_last":
        return None
    layer = next(fact.name for fact in contract.layers if fact.data_format is not None)
    return Finding(
        f"{x[0].path} is {shape_text(x[0].shape)}, channels first, and `{layer}` takes channels "
        "last: it "
        f"reads {width} channels of {channels} by {height} pixels, and trains on that without a "
        "word",
        expected=shape_text((None, height, width, channels)),
        actual=shape_text(x[0].shape),
        where=x[0].path,
        fix="transpose in `map`: `tf.transpose(image, [1, 2, 0])`",
    )


def _first_image_format(contract: Contract) -> Optional[str]:
    for fact in contract.layers:
        if fact.data_format is not None:
            return fact.data_format
        if fact.type not in KEEPING and not fact.type.startswith("Random"):
            return None
    return None
