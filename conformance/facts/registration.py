"""Do a picture and its mask, label map or box lie on one another? Edges against edges, with a chance.

The outline of the mask is laid on the edges of its picture: as it is, mirrored, turned, moved,
and squeezed or stretched along one axis, each with a little room. How well it fits by accident is
seen from masks of other pictures. A pair whose mask does not fit as it is, and fits otherwise better than
one foreign mask in a hundred under any of these moves, is out of place; of pairs that belong
together, or that have nothing to do with one another, that is one in a hundred.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Callable, Dict, List, Optional, Tuple

import numpy as np

from conformance.facts.chance import at_least, sampled
from conformance.facts.images import image_of
from conformance.records import Component, Pass

PAIRS, FEWEST = 128, 24  # looked at; below which a share says nothing
SIDE = 40  # of the grid on which they are laid
LEAST = 8  # pixels an axis
CLASSES = 64  # different values of a label map
ROOM = 1  # pixels to either side that a fit may be off
FAR = 0.15  # of the side: a smaller move is a matter of rounding, or of the stride of a network
FACTORS = (0.42, 0.5, 0.56, 0.62, 0.7, 0.8)  # along one axis: a frame of that part is left
DOUBT = 0.1  # of foreign masks fit as well as one that does not fit
ACCIDENT = 0.01  # of foreign masks fit as well
ROUNDS = 3  # foreign masks for each picture

BOXES: Dict[str, Callable[[np.ndarray], np.ndarray]] = {
    # four numbers -> left, top, right, bottom
    "xyxy": lambda b: b,
    "yxyx": lambda b: b[:, [1, 0, 3, 2]],
    "xywh": lambda b: np.concatenate([b[:, :2], b[:, :2] + b[:, 2:]], axis=1),
    "cxcywh": lambda b: np.concatenate([b[:, :2] - b[:, 2:] / 2, b[:, :2] + b[:, 2:] / 2], axis=1),
}


@dataclass(frozen=True)
class Registration:
    """How many of ``pairs`` are out of place.

    ``fit`` of them fit as they are; ``wrong`` do not, and fit by one of ``moves`` (name -> pairs)
    instead; ``chance`` is log10 of the probability of so many where one in a hundred is. ``boxes`` is
    the reading of four numbers that fits best, "" for masks.
    """

    image: str
    target: str
    pairs: int
    fit: int
    wrong: int
    moves: Tuple[Tuple[str, int], ...]
    chance: float
    boxes: str = ""


def registrations(elements: Pass) -> List[Registration]:
    """The fact: one for each picture with a mask or box beside it."""
    pictures = [c for c in elements.role("x") if _is_picture(c)]
    found = []
    for picture in pictures[:1]:
        for target in elements.role("y"):
            if target.rows is None or picture.rows is None or len(target.rows) != len(picture.rows):
                continue
            some = sampled(len(picture.rows), PAIRS)
            if len(some) < FEWEST:
                continue
            images = _channels_last(picture, picture.rows[some])
            one = _mask(picture, target, images, some) or _box(picture, target, images, some)
            if one is not None:
                found.append(one)
    return found


def _is_picture(component: Component) -> bool:
    rows, image = component.rows, image_of(component)
    if rows is None or image is None or rows.dtype.kind not in "iuf" or rows.ndim != 4:
        return False
    return min(image.height, image.width) >= LEAST


def _channels_last(component: Component, rows: np.ndarray) -> np.ndarray:
    image = image_of(component)
    moved = np.moveaxis(rows, 1, -1) if image is not None and image.first else rows
    return np.nan_to_num(moved.astype(np.float64))


def _mask(
    picture: Component, target: Component, images: np.ndarray, some: np.ndarray
) -> Optional[Registration]:
    """A label map of few values, (rows, height, width) or with a last axis, beside its picture."""
    rows = target.rows
    if rows is None or rows.dtype.kind not in "biuf" or rows.ndim not in (3, 4):
        return None
    rows = rows[some].astype(np.float64)
    if rows.ndim == 4:
        rows = rows[..., 0] if rows.shape[-1] == 1 else rows.argmax(axis=-1)
    if min(rows.shape[1:]) < LEAST or len(np.unique(rows)) > CLASSES:
        return None
    square = rows.shape[1] == rows.shape[2] and images.shape[1] == images.shape[2]
    grid = _grid(images.shape[1:3])
    maps = _resized(rows, grid)

    moves = _moves(square)
    laid = {name: _outline(move(maps)) for name, move in moves.items()}
    return _judged(picture.path, target.path, _edges(_resized(images, grid)), laid, far=True)


def _box(
    picture: Component, target: Component, images: np.ndarray, some: np.ndarray
) -> Optional[Registration]:
    """One box of four numbers for each picture, in pixels or in parts of its sides."""
    rows = target.rows
    if rows is None or rows.dtype.kind not in "iuf" or rows.ndim != 2 or rows.shape[1] != 4:
        return None
    boxes = rows[some].astype(np.float64)
    few = len(np.unique(boxes)) < 8  # one-hot rows, counts
    if few or not np.isfinite(boxes).all() or boxes.min() < 0:
        return None
    height, width = images.shape[1:3]
    if boxes.max() > 1.5:
        boxes = boxes / np.array([width, height, width, height])
    grid = _grid((height, width))
    edges = _edges(_resized(images, grid))
    best = None
    for name, read in BOXES.items():
        corners = np.clip(read(boxes), 0, 1)
        if (corners[:, 2:] <= corners[:, :2]).mean() > 0.1:
            continue
        plain = np.stack([_frame(one, grid) for one in corners])
        laid = {
            "as it is": plain,
            "mirrored left to right": plain[:, :, ::-1],
            "upside down": plain[:, ::-1],
        }
        fits = max(float(np.diag(_fit(edges, one)).mean()) for one in laid.values())
        if best is None or fits > best[0]:
            best = (fits, name, laid)
    if best is None:
        return None
    return _judged(picture.path, target.path, edges, best[2], far=False, boxes=best[1])


def _grid(shape: Tuple[int, ...]) -> Tuple[int, int]:
    return min(SIDE, shape[0]), min(SIDE, shape[1])


def _resized(rows: np.ndarray, grid: Tuple[int, int]) -> np.ndarray:
    """Rows on a grid, the nearest pixel for each place."""
    down = ((np.arange(grid[0]) + 0.5) * rows.shape[1] / grid[0]).astype(int)
    across = ((np.arange(grid[1]) + 0.5) * rows.shape[2] / grid[1]).astype(int)
    return rows[:, down][:, :, across]


def _moves(square: bool) -> Dict[str, Callable[[np.ndarray], np.ndarray]]:
    moves: Dict[str, Callable[[np.ndarray], np.ndarray]] = {
        "as it is": lambda m: m,
        "mirrored left to right": lambda m: m[:, :, ::-1],
        "upside down": lambda m: m[:, ::-1],
        "turned by 180 degrees": lambda m: m[:, ::-1, ::-1],
    }
    if square:
        moves["with its axes exchanged"] = lambda m: m.transpose(0, 2, 1)
        moves["turned by 90 degrees"] = lambda m: np.rot90(m, 1, (1, 2))
        moves["turned by 270 degrees"] = lambda m: np.rot90(m, 3, (1, 2))
    for factor in FACTORS:
        for axis, name in ((1, "in height"), (2, "in width")):
            moves[f"squeezed {name} to {factor:.0%}"] = _scaling(axis, factor)
            moves[f"stretched {name} by {1 / factor - 1:.0%}"] = _scaling(axis, 1 / factor)
    return moves


def _scaling(axis: int, factor: float) -> Callable[[np.ndarray], np.ndarray]:
    """Squeezed or stretched about the middle along an axis; what comes in is background."""

    def scaled(masks: np.ndarray) -> np.ndarray:
        size = masks.shape[axis]
        places = (np.arange(size) + 0.5 - size / 2) / factor + size / 2
        inside = (places >= 0) & (places < size)
        taken = np.take(masks, np.clip(places, 0, size - 1).astype(int), axis=axis)
        return np.where(inside[:, None] if axis == 1 else inside, taken, masks[:, :1, :1])

    return scaled


def _outline(masks: np.ndarray) -> np.ndarray:
    """Where label maps (rows, height, width) change; the rim of the picture is no outline."""
    out = np.zeros(masks.shape, bool)
    down, across = masks[:, 1:] != masks[:, :-1], masks[:, :, 1:] != masks[:, :, :-1]
    out[:, 1:] |= down
    out[:, :-1] |= down
    out[:, :, 1:] |= across
    out[:, :, :-1] |= across
    return out.astype(np.float32)


def _frame(corners: np.ndarray, grid: Tuple[int, int]) -> np.ndarray:
    """The outline of a box of (left, top, right, bottom) in parts of the sides."""
    inside = np.zeros(grid)
    left, right = (np.round(corners[[0, 2]] * grid[1])).astype(int)
    top, bottom = (np.round(corners[[1, 3]] * grid[0])).astype(int)
    inside[top:bottom, left:right] = 1
    return _outline(inside[None])[0]


def _edges(images: np.ndarray) -> np.ndarray:
    """How much each picture changes from pixel to pixel, (rows, height, width), mean 0 and norm 1."""
    down, across = np.diff(images, axis=1), np.diff(images, axis=2)
    change = np.zeros(images.shape[:3], np.float32)
    for part, first, last in (
        (np.abs(down).sum(-1), np.s_[:, 1:], np.s_[:, :-1]),
        (np.abs(across).sum(-1), np.s_[:, :, 1:], np.s_[:, :, :-1]),
    ):
        change[first] += part
        change[last] += part
    return _normed(np.sqrt(change))


def _normed(rows: np.ndarray) -> np.ndarray:
    rows = rows - rows.mean(axis=(1, 2), keepdims=True)
    size = np.sqrt((rows**2).sum(axis=(1, 2), keepdims=True))
    return rows / np.where(size > 1e-9, size, 1)


def _fit(edges: np.ndarray, outlines: np.ndarray) -> np.ndarray:
    """(pictures, masks): how well each outline fits each picture, blurred by ROOM pixels."""
    count = len(edges)
    return _blurred(edges).reshape(count, -1) @ _normed(outlines).reshape(count, -1).T


def _blurred(rows: np.ndarray) -> np.ndarray:
    """Each pixel the mean of those up to ROOM pixels away along each axis."""
    for axis in (1, 2):
        moved = [np.roll(rows, step, axis) for step in range(-ROOM, ROOM + 1)]
        rows = np.mean(moved, axis=0)
    return rows


def _moved(edges: np.ndarray, outlines: np.ndarray) -> np.ndarray:
    """(rows,): the best fit of each outline of its own picture, moved between FAR and a third."""
    spectrum = np.fft.rfft2(_blurred(edges)) * np.conj(np.fft.rfft2(_normed(outlines)))
    everywhere = np.fft.irfft2(spectrum, s=edges.shape[1:])
    down, across = (np.abs(np.fft.fftfreq(size)) for size in edges.shape[1:])
    away = np.maximum(down[:, None], across[None])
    allowed = (away >= FAR) & (away <= 1 / 3)
    return np.where(allowed, everywhere, -1).reshape(len(edges), -1).max(axis=1)


def _judged(
    image: str,
    target: str,
    edges: np.ndarray,
    laid: Dict[str, np.ndarray],
    *,
    far: bool,
    boxes: str = "",
) -> Optional[Registration]:
    """Every move on its own picture and on foreign ones."""
    drawn = np.flatnonzero(
        laid["as it is"].any(axis=(1, 2))
    )  # a mask without an outline fits nothing
    edges, laid = edges[drawn], {name: one[drawn] for name, one in laid.items()}
    if len(drawn) < FEWEST:
        return None
    fits = {name: _fit(edges, one) for name, one in laid.items()}
    foreign = ~np.eye(len(drawn), dtype=bool)
    alone = fits.pop("as it is")
    own, names = np.diag(alone), list(fits)
    others = np.stack([np.diag(one) for one in fits.values()])
    best_foreign = np.max(list(fits.values()), axis=0)[foreign]
    misfit = own <= np.quantile(alone[foreign], 1 - DOUBT)
    wrong = misfit & (others.max(axis=0) > np.quantile(best_foreign, 1 - ACCIDENT))
    moves = Counter(names[place] for place in others.argmax(axis=0)[wrong])
    accident = ACCIDENT
    if far:
        plain, accident = laid["as it is"], 2 * ACCIDENT
        random = np.random.RandomState(1)
        strange = [_moved(edges, plain[_derangement(random, len(drawn))]) for _ in range(ROUNDS)]
        away = _moved(edges, plain) > np.quantile(np.concatenate(strange), 1 - ACCIDENT)
        moves.update({"moved": int((misfit & away & ~wrong).sum())})
        wrong = wrong | (misfit & away)
    count = int(wrong.sum())
    return Registration(
        image,
        target,
        len(drawn),
        int((own > np.quantile(alone[foreign], 1 - ACCIDENT)).sum()),
        count,
        tuple((name, pairs) for name, pairs in moves.most_common() if pairs),
        at_least(count, len(drawn), accident),
        boxes,
    )


def _derangement(random: np.random.RandomState, count: int) -> np.ndarray:
    """An order in which no row stands in its own place."""
    order = random.permutation(count)
    out = np.empty(count, int)
    out[order] = np.roll(order, 1)
    return out
