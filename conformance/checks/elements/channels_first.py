"""Whether images have their channels where the model looks for them."""

from __future__ import annotations

from typing import Optional

from conformance.records import Contract, Forward, Leaf, Spec
from conformance.registry import check, predicate
from conformance.results import Finding, Outcome, Passed
from conformance.wording import shape_text

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


@predicate(
    "x is not one batch of square images of known size that meets a layer over channels-last images"
)
def images_meet_a_layer(spec: Spec, contract: Contract, forward: Optional[Forward] = None) -> bool:
    """One component of four axes, and a layer that reads the last of them as channels."""
    called = forward is None or forward.failure is None
    return called and _image(spec) is not None and _first_image_format(contract) == "channels_last"


@check(
    "channels-first",
    group="elements",
    title="images have their channels where the model looks for them",
    applies=(images_meet_a_layer,),
    phase="paired",
    after={
        "input-shape": "the axes are not those of the input: which are channels is the same question"
    },
    per_part=True,
)
def channels_first(spec: Spec, contract: Contract) -> Outcome:
    """(3, 24, 24) into a channels-last Conv2D: 24 channels of 3 by 24 pixels, and nothing raises."""
    leaf = _image(spec)
    assert leaf is not None
    assert leaf.shape is not None
    first, height, width = leaf.shape[1:]
    layer = next(fact.name for fact in contract.layers if fact.data_format is not None)
    at_front = first in CHANNELS and height == width and (width or 0) >= SMALLEST_IMAGE
    if not at_front:
        return Passed(f"{leaf.path} is {shape_text(leaf.shape)}, and `{layer}` takes channels last")
    return Finding(
        f"{leaf.path} is {shape_text(leaf.shape)}, channels first, and `{layer}` takes channels "
        f"last: it reads {width} channels of {first} by {height} pixels, and trains on that without "
        "a word",
        expected=shape_text((None, height, width, first)),
        actual=shape_text(leaf.shape),
        where=leaf.path,
        component=leaf.path,
        fix="transpose in `map`: `tf.transpose(image, [1, 2, 0])`",
    )


def _image(spec: Spec) -> Optional[Leaf]:
    """The one component of x, where it has four axes of which all but the batch's are known."""
    x = spec.role("x")
    if len(x) != 1 or x[0].shape is None or len(x[0].shape) != 4 or None in x[0].shape[1:]:
        return None
    return x[0]


def _first_image_format(contract: Contract) -> Optional[str]:
    for fact in contract.layers:
        if fact.data_format is not None:
            return fact.data_format
        if fact.type not in KEEPING and not fact.type.startswith("Random"):
            return None
    return None
