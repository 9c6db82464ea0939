"""What each component depicts: an image, its mask, boxes, text as ids, a series, a row of a table.

Nothing is judged by it: it says how an example is best shown to a person.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Dict, List, Optional, Sequence, Tuple

import numpy as np

from conformance.facts.boxes import growing, readings, size_of
from conformance.facts.classes import one_hot
from conformance.facts.images import CHANNELS, Image, image_of
from conformance.facts.padding import id_sequences
from conformance.records import Component, Contract, Leaf, Pass, Spec
from conformance.records.words import Words

FEWEST_PIXELS = 8  # an axis: a map of fewer is a table
VALUES_OF_A_MASK = 64  # different ids beyond which a map is a picture of its own
LONG = 1000  # steps from which a series is shown as the outline of a waveform
SMOOTH = 0.5  # of the jumps that independent values would make: steps of a series are alike
STEPS = 8  # fewest numbers in a row that are looked at for that
ROWS = 64  # looked at
# Share of rows of four numbers that must be boxes in the picture, for them to be boxes.
LIKELY = 0.5
SURELY = 16  # rows that all end behind their beginning: corners, wherever they lie
KNOWN = 0.9  # share of the different ids that have a word in a list that decodes them
POINTS = ("point", "landmark", "keypoint", "joint", "corner", "pose")
BOXES = ("box", "rect")


@dataclass(frozen=True)
class Depicted:
    """How the rows of one component are shown.

    ``kind``: image, frames, mask, grid, cells, boxes, points, tokens, text, series, waveform, class, number,
    weight, vector, nested, other. ``words`` decode ids or name columns; ``image`` tells the axes.
    """

    component: Component
    kind: str
    image: Optional[Image] = None
    words: Optional[Words] = None


def depicted(
    elements: Pass,
    *,
    contract: Optional[Contract] = None,
    spec: Optional[Spec] = None,
    words: Sequence[Words] = (),
) -> Dict[str, Depicted]:
    """Path -> how to show it, of every component of the pass."""
    pictures = [c for c in elements.role("x") if _picture(c) is not None]
    out = {}
    for component in elements.components:
        kind, image = _kind(component, pictures, contract)
        found = _words(component, kind, contract, spec, words)
        out[component.path] = Depicted(component, kind, image, found)
    return out


def _picture(component: Component) -> Optional[Image]:
    image = image_of(component)
    return image if image is not None and min(image.height, image.width) >= FEWEST_PIXELS else None


def _kind(
    component: Component, pictures: List[Component], contract: Optional[Contract]
) -> Tuple[str, Optional[Image]]:
    rows = component.rows
    if component.role == "sample_weight" and rows is not None and rows.ndim <= 2:
        return "weight", None
    if rows is None:
        return "other", None
    if rows.dtype.kind in "OSU":
        return _of_objects(component, rows), None
    if rows.dtype.kind not in "biuf":
        return "other", None
    if component.role == "y" and pictures:
        found = _on_a_picture(component, rows, pictures[0])
        if found is not None:
            return found, _picture(component)
    image = _picture(component)
    if image is not None:
        return "image", image
    if rows.ndim == 5 and rows.shape[-1] in CHANNELS and min(rows.shape[2:4]) >= FEWEST_PIXELS:
        return "frames", None
    return _of_numbers(component, rows, contract), None


def _of_objects(component: Component, rows: np.ndarray) -> str:
    """Text, or rows of differing lengths and sizes."""
    if component.dtype == "string":
        return "text" if rows.ndim <= 2 else "nested"
    ranks = {np.ndim(row) for row in rows[:ROWS]}
    if ranks == {1} and component.integral:
        return "tokens"
    if ranks in ({1}, {2}) and np.asarray(rows[0]).dtype.kind == "f":
        return "series"
    channels = {np.shape(row)[-1] for row in rows[:ROWS]} if ranks == {3} else set()
    return "image" if channels and channels <= set(CHANNELS) else "nested"


def _on_a_picture(component: Component, rows: np.ndarray, picture: Component) -> Optional[str]:
    """What a target marks on the picture it belongs to."""
    name = (component.key or component.path).lower()
    if rows.ndim >= 3 and min(rows.shape[1:3]) >= FEWEST_PIXELS and _few(component, rows):
        # What is as wide, high and deep as the picture, and no map of ids, is to be made of it.
        given = picture.rows
        alike = given is not None and given.shape[1:] == rows.shape[1:]
        return None if alike and not component.integral else "mask"
    if rows.ndim == 4 and min(rows.shape[1:3]) > 1:
        height, width = size_of(picture)
        # A grid of cells over the picture: each says something of its part of it.
        return "cells" if rows.shape[1] < height and rows.shape[2] < width else None
    four = rows.shape[-1] == 4 and rows.ndim in (2, 3) and not _one_hot(rows)
    if four and (any(word in name for word in BOXES) or _boxes(component, picture)):
        return "boxes"
    if rows.ndim == 3 and rows.shape[-1] == 2 and rows.shape[1] > 1:
        return "points"
    even = rows.ndim == 2 and rows.shape[1] % 2 == 0
    return "points" if even and any(word in name for word in POINTS) else None


def _boxes(component: Component, picture: Component) -> bool:
    """Whether rows of four numbers are boxes in the picture in one way to read them, and no shares."""
    rows = component.rows
    if rows is None or np.allclose(rows[:ROWS].sum(axis=-1), 1, atol=1e-3):
        return False
    found = readings(component, size_of(picture), "")
    corners = len(rows) >= SURELY and growing(rows[:ROWS]) == 1.0  # of chance a quarter of them is
    return corners or max(found.values(), default=0.0) >= LIKELY


def _few(component: Component, rows: np.ndarray) -> bool:
    """A map of ids, of one-hot ids, or of shares between 0 and 1 in one channel."""
    if component.integral and component.values is not None:
        return len(component.values) <= VALUES_OF_A_MASK
    low, high = component.minimum, component.maximum
    one = rows.ndim == 3 or rows.shape[-1] == 1
    return one and low is not None and high is not None and low >= 0 and high <= 1


def _one_hot(rows: np.ndarray) -> bool:
    return rows.ndim == 2 and one_hot(rows[:ROWS]) is not None


def _of_numbers(component: Component, rows: np.ndarray, contract: Optional[Contract]) -> str:
    if rows.ndim == 1 or (rows.ndim == 2 and rows.shape[1] == 1):
        whole = component.integral and component.role == "y"
        return "class" if whole and _few_ids(component) else "number"
    if component.role == "y" and _one_hot(rows):
        return "class"
    if _ids(component, contract) or _one_hot_steps(component, rows):
        return "tokens"
    if rows.ndim == 3 and rows.shape[1] >= 3:
        if min(rows.shape[1:]) >= 2 * FEWEST_PIXELS:
            return "grid"
        return "waveform" if rows.shape[1] >= LONG and rows.shape[2] <= 2 else "series"
    if rows.ndim == 2:
        if rows.shape[1] >= STEPS and _smooth(rows[:ROWS].astype(np.float64)):
            return "waveform" if rows.shape[1] >= LONG else "series"
        return "vector"
    return "grid" if rows.ndim == 4 and min(rows.shape[1:3]) >= FEWEST_PIXELS else "nested"


def _few_ids(component: Component) -> bool:
    return component.values is not None and len(component.values) <= 1000


def _ids(component: Component, contract: Optional[Contract]) -> bool:
    """Sequences of whole numbers that are looked up in a table, or that look as if they were."""
    ids = id_sequences(component)
    if ids is None or (component.minimum or 0) < -1:
        return False
    looked_up = contract is not None and bool(contract.embedding_inputs)
    whole = component.dtype.startswith(("int", "uint"))
    return (looked_up or whole) and (component.maximum or 0) >= 2


def _one_hot_steps(component: Component, rows: np.ndarray) -> bool:
    """Sequences of one-hot rows: ids in another dress."""
    if rows.ndim != 3 or rows.shape[2] < 4 or rows.shape[1] < 2 or component.maximum != 1:
        return False
    first = rows[:ROWS]
    return bool(component.integral) and bool((first.sum(axis=2) == 1).all())


def _smooth(rows: np.ndarray) -> bool:
    """Whether neighbours in a row are alike, as steps of a series are and columns of a table are not."""
    rows = rows[np.isfinite(rows).all(axis=1)]
    if len(rows) < 4:
        return False
    spread = rows.std(axis=1) ** 2
    jumps = np.square(np.diff(rows, axis=1)).mean(axis=1)
    told = spread > 0
    # The scales of a table's columns would look like a smooth row: that shape is taken out first.
    centred = rows - rows.mean(axis=0)
    own = centred.std(axis=1) ** 2
    steps = np.square(np.diff(centred, axis=1)).mean(axis=1)
    varied = own > 1e-12
    if not told.any() or not varied.any():
        return False
    return bool(
        np.median(jumps[told] / spread[told]) < SMOOTH
        and np.median(steps[varied] / own[varied]) < 2 * SMOOTH
    )


def _words(
    component: Component,
    kind: str,
    contract: Optional[Contract],
    spec: Optional[Spec],
    words: Sequence[Words],
) -> Optional[Words]:
    """The list that decodes the ids, names the classes, or names the columns; None where none fits."""
    rows = component.rows
    if rows is None:
        return None
    if kind == "vector":
        return next((w for w in words if w.dense and len(w.words) == rows.shape[1]), None)
    if kind == "class":
        wanted = rows.shape[1] if rows.ndim == 2 and rows.shape[1] > 1 else None
        wanted = wanted or int(component.maximum or 0) + 1
        return next((w for w in words if w.dense and len(w.words) == wanted), None)
    if kind == "tokens" and rows.ndim == 3 and rows.shape[2] > 1:
        return next((w for w in words if w.dense and len(w.words) == rows.shape[2]), None)
    if kind != "tokens" or not component.values:
        return None
    return vocabulary_of(component, _table_rows(component, contract, spec), words)


def _table_rows(
    component: Component, contract: Optional[Contract], spec: Optional[Spec]
) -> Optional[int]:
    """Rows of the table in which the model looks the ids up, where there is one such table."""
    sizes = set(contract.embedding_inputs.values()) if contract is not None else set()
    if contract is not None and spec is not None and component.role == "x":
        leaves: List[Leaf] = spec.role("x")
        at = next((i for i, leaf in enumerate(leaves) if leaf.path == component.path), None)
        if at is not None and len(leaves) == 1:
            return contract.embedding_inputs.get(at)
    return next(iter(sizes)) if len(sizes) == 1 else None


def from_one(words: Words) -> Words:
    """The same list where 0 stands for padding and the first word is number 1."""
    shifted = {number + 1: word for number, word in words.words.items()}
    return Words(words.name, f"{words.kind}, numbered from 1", {0: "", **shifted})


def vocabulary_of(
    component: Component, rows: Optional[int], words: Sequence[Words]
) -> Optional[Words]:
    """The list whose size fits best: that of the model's table, else the smallest that has all ids."""
    ids = [int(value) for value in component.values or {}]
    last = max(ids, default=0)
    numbered = [from_one(w) if w.dense and len(w.words) == last else w for w in words]
    able = [w for w in numbered if w.words and sum(i in w.words for i in ids) >= KNOWN * len(ids)]
    if not able:
        return None
    if rows is not None:
        return min(able, key=lambda w: (abs(len(w.words) - rows), len(w.words)))
    best = min(able, key=lambda w: len(w.words))
    return best if max(ids) >= 0.3 * len(best.words) else None
