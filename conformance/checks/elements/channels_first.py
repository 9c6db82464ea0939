"""Whether images have their channels where the model looks for them."""

from __future__ import annotations

from typing import Optional

from conformance.checks.elements._shapes import GEOMETRY
from conformance.records import Contract, Forward, Spec
from conformance.registry import check
from conformance.results import Finding
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
