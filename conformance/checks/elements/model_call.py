"""Whether the model can be called on the first batch."""

from __future__ import annotations

import re
from typing import Optional

from conformance.checks.elements._shapes import failed
from conformance.facts.failures import meaning_of
from conformance.records import Failure, Forward, Spec, Training
from conformance.registry import check, predicate
from conformance.results import Finding, Outcome, Passed
from conformance.wording import cause, listed, shape_text


@predicate("the model could not be built")
def model_built(forward: Forward) -> bool:
    """There is a model to call."""
    return forward.failure is None or forward.failure.stage != "model"


@check(
    "model-call",
    group="elements",
    title="the model can be called on the first batch",
    applies=(model_built,),
    phase="trained",
    after={
        "id-out-of-range": "a lookup beyond its table raises on the CPU",
        "preprocessing-not-adapted": "a layer of the model that was not adapted raises",
    },
)
def model_call(forward: Forward, spec: Spec, training: Optional[Training] = None) -> Outcome:
    """Whatever else the first batch does to a fresh model.

    A model with an own train_step may have no ``call`` at all, so where fit ran nothing is said.
    """
    failure = forward.failure
    shapes = ", ".join(
        f"{leaf.path} {shape_text(leaf.shape)} {leaf.dtype}" for leaf in spec.role("x")
    )
    if failure is None:
        return Passed(f"the model was called on {shapes}")
    if failed(training, forward) is None:
        return Passed(f"fit ran on {shapes}, by a train_step of the model's own")
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
