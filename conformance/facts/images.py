"""Which components are batches of images, and what their axes are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Dict, Optional

from conformance.records import Component, Pass

CHANNELS = (1, 3, 4)
SMALLEST = 4  # pixels an axis: what is narrower is a table of a few columns


@dataclass(frozen=True)
class Image:
    """A component of shape (batch, height, width, channels), or with its channels first."""

    component: Component
    height: int
    width: int
    channels: int
    first: bool  # channels stand before height and width


Images = Dict[str, Image]


def images_of(elements: Pass) -> Images:
    """Path -> image, of every component that is a batch of them by its first batch's shape."""
    found = {component.path: image_of(component) for component in elements.components}
    return {path: image for path, image in found.items() if image is not None}


def image_of(component: Component) -> Optional[Image]:
    """With 1, 3 or 4 channels at either end and at least 4 pixels an axis; None for all else."""
    if not component.shapes or len(component.shapes[0]) != 4:
        return None
    _, one, two, three = component.shapes[0]
    if three in CHANNELS and min(one, two) >= SMALLEST:
        return Image(component, one, two, three, first=False)
    if one in CHANNELS and min(two, three) >= SMALLEST:
        return Image(component, two, three, one, first=True)
    return None
