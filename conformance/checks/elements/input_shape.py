"""Whether components have the rank and axes of their inputs."""

from __future__ import annotations

from typing import Any, Dict, Optional, Tuple

from conformance.checks.elements._shapes import failed, taken_apart
from conformance.facts.pairing import Pair, Pairing, compatible
from conformance.records import Contract, Forward, Pass, Shape, Training
from conformance.registry import check, predicate
from conformance.results import Finding, Outcome, Passed
from conformance.wording import cause, shape_text


@predicate("no component of x is paired with an input whose shape is known")
def shapes_to_compare(pairing: Pairing) -> bool:
    """An input declares its axes, and a dense component comes to it."""
    return any(p.input.shape is not None and p.component.kind == "dense" for p in pairing.pairs)


@predicate("the model's own train_step takes x apart before the model is called on it")
def called_on_x(
    contract: Optional[Contract] = None,
    training: Optional[Training] = None,
    forward: Optional[Forward] = None,
) -> bool:
    """The model is given x as it comes."""
    return not taken_apart(contract, training, forward)


@check(
    "input-shape",
    group="elements",
    title="components have the rank and axes of their inputs",
    applies=(shapes_to_compare, called_on_x),
    phase="paired",
    after={
        "input-extra": "components were shifted to other inputs, so each meets another's axes",
        "input-missing": "components may fall back to positions, so each meets another's axes",
        "input-order": "components were exchanged, so each meets the other's axes",
        "input-structure": "components are paired by position, and one is missing or too many",
    },
    per_part=True,
)
def input_shape(
    pairing: Pairing,
    elements: Pass,
    forward: Optional[Forward] = None,
    training: Optional[Training] = None,
) -> Outcome:
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
        details: Dict[str, Any] = dict(
            expected=shape_text(wanted),
            actual=shape_text(shape),
            where=where,
            component=pair.component.path,
            fix=_axes_fix(wanted, shape, pair.component.path),
        )
        if failure is not None:
            return Finding(f"{text}: {cause(failure)}", **details)
        if training is not None and "fit" in training.ran:
            text += "; fit runs all the same, and reads the axes as they come"
        return Finding(text, **details)
    shown = ", ".join(
        f"{p.component.path} {shape_text(p.component.shape)} to `{p.input.path}` {shape_text(p.input.shape)}"
        for p in pairing.pairs[:4]
    )
    return Passed(f"{shown}, in {elements.batches} batches")


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
