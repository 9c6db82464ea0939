"""Checks: kind and dtype of every component, and whatever else the first batch does to a model."""

from __future__ import annotations

import re
from typing import Optional

from conformance.checks.elements_shapes import GEOMETRY, failed
from conformance.facts.failures import meaning_of
from conformance.facts.pairing import Pair, Pairing
from conformance.records import Contract, Failure, Forward, Leaf, Pass, Spec, Training
from conformance.registry import check
from conformance.results import Finding
from conformance.wording import cause, listed, number, shape_text


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
    takes = (
        f"the input `{wanted.path}` takes {wanted.dtype}"
        if wanted
        else "the model computes with it"
    )
    raised = f": {cause(failure)}" if failure is not None else ""
    return Finding(
        f"{leaf.path} holds {'strings' if is_text else leaf.dtype} and {takes}{raised}",
        expected=wanted.dtype if wanted else "numbers",
        actual=leaf.dtype,
        where=leaf.path,
        fix=(
            "turn strings into numbers: `StringLookup` or `TextVectorization` for categories and "
            "text, "
            "`tf.strings.to_number` for digits"
            if is_text
            else f"feed the raw text to `{wanted.path if wanted else 'the input'}`, or declare it "
            "numeric"
        ),
    )


def _truncated(pair: Pair, elements: Pass) -> Optional[Finding]:
    """Fractions into an integer input: Keras casts, so 0.7 arrives as 0."""
    wanted = pair.input.dtype
    component = elements.component(pair.component.path)
    if (
        component is None
        or component.integral is not False
        or not wanted.startswith(("int", "uint"))
    ):
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
def model_call(forward: Forward, spec: Spec, training: Optional[Training] = None):
    """Whatever else the first batch does to a fresh model.

    A model with an own train_step may have no ``call`` at all, so where fit ran nothing is said.
    """
    failure = forward.failure
    if failure is None or failure.stage == "model" or failed(training, forward) is None:
        return None
    shapes = ", ".join(
        f"{leaf.path} {shape_text(leaf.shape)} {leaf.dtype}" for leaf in spec.role("x")
    )
    meaning = meaning_of(failure, "iterate")
    text = f"calling the model on the first batch raises {cause(failure)}"
    if meaning is not None:
        text = f"calling the model on the first batch fails: {meaning.cause} ({cause(failure)})"
    return Finding(
        text,
        expected="features the model can be called on",
        actual=shapes,
        where=listed([leaf.path for leaf in spec.role("x")]),
        fix=meaning.fix if meaning is not None else _call_fix(failure, spec),
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
