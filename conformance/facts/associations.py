"""Does the target depend on the features at all? A permutation test over cheap views of both.

The features are looked at in several plain ways (the numbers, pooled pixels, moments over the
steps, bags of ids and words, differences of two components of one shape), each widened by random
Fourier features, so that dependence of any smooth form shows (Rahimi and Recht, 2007; the sum of
squared covariances is the HSIC of Gretton et al., 2005). The targets are permuted against the
features; the statistic is the largest over all views, so the p-value holds for all that was tried.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import Any, List, Optional, Sequence, Tuple

import numpy as np

from conformance.facts.chance import sampled
from conformance.records import Component, Pass

STAGES = ((512, 199), (2048, 199))  # (rows, permutations): the second only where the first says no
FEWEST = 64  # rows below which nothing is said
COLUMNS = 192  # of one view before it is widened
WIDENED = 64  # random features for each width
WIDTHS = (0.5, 1.5)  # of the median distance between rows
SHARP, NARROW = 0.12, 2  # one more width for views of so few columns: a curve may wind
BAG = 64  # places of a bag of ids or words
POOLED = 6  # cells along each side of a picture
TARGETS = 12  # columns of the target


@dataclass(frozen=True)
class Association:
    """What was found between the features and one target.

    ``p`` is the share of permuted pairings (this one counted) that hang together as closely as the
    delivered one, over all views; ``strength`` the delivered statistic in deviations of the
    permuted ones; ``best`` the view that shows most; ``rows`` the pairs that were looked at.
    """

    path: str
    p: float
    strength: float
    best: str
    rows: int
    views: Tuple[str, ...] = ()


def associations(elements: Pass) -> List[Association]:
    """One Association for each target of a pass; none where there are too few rows to say.

    A target or feature that was not kept, or that never varies, is left out.
    """
    features = [c for c in elements.role("x") if _kept(c)]
    targets = [c for c in elements.role("y") if _kept(c) and not _position(c)]
    found = []
    for target in targets:
        one = associate(features, target, elements.role("sample_weight"))
        if one is not None:
            found.append(one)
    return found


def associate(
    features: Sequence[Component], target: Component, weights: Sequence[Component] = ()
) -> Optional[Association]:
    """The association of the features, taken together, with one target."""
    rows = min([len(c.rows) for c in (*features, target) if c.rows is not None], default=0)
    if rows < FEWEST or not features:
        return None
    found = None
    for most, permutations in STAGES:
        picked = sampled(rows, most)
        wanted = _target(target, picked, weights)
        views = _views(features, target, picked)
        if wanted is None or not views:
            return None
        found = _tested(views, wanted, permutations, target.path)
        if found.p <= 1 / permutations or rows <= most:
            return found
    return found


def _kept(component: Component) -> bool:
    return component.rows is not None and component.kind in ("dense", "ragged", "sparse")


def _position(target: Component) -> bool:
    """Whether a target is the place of a row in its batch: of pairs told apart within a batch."""
    rows, batches = target.rows, target.row_batches
    if rows is None or batches is None or rows.dtype.kind not in "iu" or len(batches) != len(rows):
        return False
    starts = np.flatnonzero(np.diff(batches, prepend=-1))
    lengths = np.diff(np.append(starts, len(rows)))
    place = np.arange(len(rows)) - np.repeat(starts, lengths)
    return bool(lengths.max(initial=0) > 1) and np.array_equal(
        rows.reshape(len(rows), -1)[:, 0], place
    )


def _tested(
    views: Sequence[Tuple[str, np.ndarray]], wanted: np.ndarray, permutations: int, path: str
) -> Association:
    random = np.random.RandomState(1)
    count = len(wanted)
    orders = [np.arange(count), *(random.permutation(count) for _ in range(permutations))]
    shuffled = np.concatenate([wanted[order] for order in orders], axis=1).astype(np.float32)
    scores = []
    for _, view in views:
        covariance = (view.T.astype(np.float32) @ shuffled) ** 2
        each = covariance.reshape(len(covariance), len(orders), -1).sum(axis=(0, 2))
        scores.append((each - each[1:].mean()) / (each[1:].std() + 1e-12))
    largest = np.max(scores, axis=0)
    p = float((1 + (largest[1:] >= largest[0]).sum()) / len(orders))
    best = int(np.argmax([score[0] for score in scores]))
    names = tuple(name for name, _ in views)
    return Association(path, p, float(largest[0]), names[best], count, names)


# --- views ------------------------------------------------------------------------------------


def _views(
    features: Sequence[Component], target: Component, picked: np.ndarray
) -> List[Tuple[str, np.ndarray]]:
    out: List[Tuple[str, np.ndarray]] = []
    plain = []
    for component in features:
        assert component.rows is not None
        for name, columns in columns_of(component.rows[picked]):
            view = standardised(columns)
            if view is None:
                continue
            out.append((f"{name} of {component.path}", view))
            plain.append(view)
    if len(plain) > 1:
        out.append(("all features together", np.concatenate(plain, axis=1)))
    out += _differences(features, picked)
    out += [(f"{name}, curved", wide) for name, view in out for wide in [widened(view)]]
    return out


def _differences(features: Sequence[Component], picked: np.ndarray) -> List[Tuple[str, np.ndarray]]:
    """Two components of one shape: what tells them apart (siamese and ranking tasks)."""
    numeric = [c for c in features if c.rows is not None and c.rows.dtype.kind in "biuf"]
    out = []
    for i, one in enumerate(numeric[:4]):
        for other in numeric[i + 1 : 4]:
            assert one.rows is not None
            assert other.rows is not None
            if one.rows.shape[1:] != other.rows.shape[1:]:
                continue
            gap = one.rows[picked].astype(np.float64) - other.rows[picked]
            flat = gap.reshape(len(gap), -1)
            parts = [np.abs(flat).mean(axis=1), (flat == 0).mean(axis=1), flat.mean(axis=1)]
            view = standardised(np.stack(parts, axis=1))
            if view is not None:
                out.append((f"difference of {one.path} and {other.path}", view))
    return out


def columns_of(rows: np.ndarray) -> List[Tuple[str, np.ndarray]]:
    """Plain views of one component, each a matrix (rows, columns) of float64."""
    if rows.dtype == object or rows.dtype.kind in "SU":
        return _of_objects(rows)
    if rows.dtype.kind not in "biuf":
        return []
    values = np.nan_to_num(rows.astype(np.float64), nan=0.0, posinf=0.0, neginf=0.0)
    flat = values.reshape(len(values), -1)
    out = []
    if flat.shape[1] <= COLUMNS:
        out.append(("values", flat))
    gaps = rows.dtype.kind == "f" and np.isnan(rows).any()
    if gaps:
        out.append(("gaps", np.isnan(rows).reshape(len(rows), -1)[:, :COLUMNS].astype(np.float64)))
    whole = rows.dtype.kind in "iu" or bool((flat == np.floor(flat)).all())
    if whole and flat.max(initial=0) > 2 and values.ndim <= 3:
        out.append(("bag of ids", bag(list(flat.astype(np.int64)))))
    if values.ndim in (3, 4) and min(values.shape[1:3]) >= POOLED:
        out.append(("pooled pixels", _pooled(values)))
    if values.ndim >= 3:
        out.append(("moments over the steps", _moments(values)))
    elif flat.shape[1] > COLUMNS:
        out.append(("projections", _projected(flat)))
    return out


def _of_objects(rows: np.ndarray) -> List[Tuple[str, np.ndarray]]:
    """Ragged rows and text: lengths and bags."""
    first = rows.ravel()[0] if rows.size else b""
    if isinstance(first, (bytes, str)):
        flat = rows.reshape(len(rows), -1)
        words = [[w for cell in row for w in _words(cell)] for row in flat]
        return [("bag of words", bag(words))]
    arrays = [np.ravel(np.asarray(row)) for row in rows]
    if any(a.dtype.kind not in "biuf" for a in arrays):
        words = [[w for cell in a for w in _words(cell)] for a in arrays]
        return [("bag of words", bag(words))]
    lengths = np.array([[len(a), float(np.mean(a)) if len(a) else 0.0] for a in arrays])
    whole = all(bool((a == np.floor(a)).all()) for a in arrays[:64] if len(a))
    out = [("lengths and means", np.nan_to_num(lengths))]
    if whole:
        out.append(("bag of ids", bag([a.astype(np.int64) for a in arrays])))
    return out


def _words(cell: object) -> List[str]:
    text = cell.decode("utf8", "replace") if isinstance(cell, bytes) else str(cell)
    return text.lower().replace("/", " ").split()


def bag(rows: Sequence[Any]) -> np.ndarray:
    """Counts of hashed members, (rows, BAG), as shares of the row's length, sign-free."""
    out = np.zeros((len(rows), BAG))
    for i, row in enumerate(rows):
        if isinstance(row, np.ndarray):
            places = (row.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(58)
            out[i] = np.bincount(places.astype(np.int64), minlength=BAG)[:BAG]
        else:
            for member in row:
                out[i, zlib.crc32(str(member).encode()) % BAG] += 1
    return np.sqrt(out / np.maximum(1, out.sum(axis=1, keepdims=True)))


def _pooled(values: np.ndarray) -> np.ndarray:
    """Means over a grid of cells along the first two axes of each row, and their spread."""
    high, wide = values.shape[1] // POOLED, values.shape[2] // POOLED
    cut = values[:, : high * POOLED, : wide * POOLED]
    cells = cut.reshape(len(cut), POOLED, high, POOLED, wide, -1)
    means = cells.mean(axis=(2, 4)).reshape(len(cut), -1)
    spread = cells.std(axis=(2, 4)).reshape(len(cut), -1)
    return _narrow(np.concatenate([means, spread], axis=1))


def _moments(values: np.ndarray) -> np.ndarray:
    """Mean, deviation, least, largest, first, last and step sizes along axis 1, each column."""
    steps = values.reshape(len(values), values.shape[1], -1)
    if steps.shape[2] > 16:
        steps = steps[:, :, :: steps.shape[2] // 16 + 1]
    moved = np.abs(np.diff(steps, axis=1)).mean(axis=1) if steps.shape[1] > 1 else steps[:, 0] * 0
    parts = [
        steps.mean(axis=1),
        steps.std(axis=1),
        steps.min(axis=1),
        steps.max(axis=1),
        steps[:, 0],
        steps[:, -1],
        moved,
    ]
    return _narrow(np.concatenate(parts, axis=1))


def _projected(flat: np.ndarray) -> np.ndarray:
    random = np.random.RandomState(2)
    return flat @ random.normal(size=(flat.shape[1], WIDENED)) / np.sqrt(flat.shape[1])


def _narrow(columns: np.ndarray) -> np.ndarray:
    return columns[:, : 2 * COLUMNS : max(1, columns.shape[1] // COLUMNS)]


def standardised(columns: np.ndarray) -> Optional[np.ndarray]:
    """Columns that vary, centred, divided by their deviations and by the root of their number."""
    columns = columns[:, columns.std(axis=0) > 1e-9]
    if not columns.shape[1]:
        return None
    scaled = (columns - columns.mean(axis=0)) / columns.std(axis=0)
    return np.clip(scaled, -8, 8) / np.sqrt(scaled.shape[1])


def widened(view: np.ndarray, columns: int = WIDENED) -> np.ndarray:
    """Random Fourier features of a view, ``columns`` for each width, centred."""
    random = np.random.RandomState(3)
    some = view[random.permutation(len(view))[:128]]
    apart = np.sqrt(((some[:, None, :] - some[None, :, :]) ** 2).sum(-1))
    middle = float(np.median(apart[apart > 0])) if (apart > 0).any() else 1.0
    parts = []
    for width in WIDTHS if view.shape[1] > NARROW else (SHARP, *WIDTHS):
        directions = random.normal(size=(view.shape[1], columns)) / (width * middle)
        phases = random.uniform(0, 2 * np.pi, columns)
        parts.append(np.cos(view @ directions + phases))
    wide = np.concatenate(parts, axis=1)
    return (wide - wide.mean(axis=0)) / np.sqrt(wide.shape[1])


def classes_only(rows: np.ndarray) -> bool:
    """Whether a target holds few whole numbers: classes."""
    if rows.dtype.kind not in "f":
        return True
    return len(np.unique(rows.ravel()[:4096])) <= TARGETS


def _target(
    target: Component, picked: np.ndarray, weights: Sequence[Component]
) -> Optional[np.ndarray]:
    """The target as at most TARGETS centred columns: classes one by one, numbers as they are."""
    assert target.rows is not None
    rows = target.rows[picked]
    parts = []
    for _, view in columns_of(rows):
        flat = view
        if flat.shape[1] == 1 and (flat == np.floor(flat)).all():
            classes, places = np.unique(flat[:, 0], return_inverse=True)
            if 2 <= len(classes) <= TARGETS:
                flat = np.eye(len(classes))[places.reshape(-1)]
        parts.append(flat)
    if not parts:
        return None
    columns = np.concatenate(parts, axis=1)
    plain = standardised(columns)
    if plain is not None and plain.shape[1] <= TARGETS and not classes_only(rows):
        # What a distribution depends on need not show in its mean: an inverse problem has two answers.
        columns = np.concatenate([columns, widened(plain, 4)], axis=1)
    for weight in weights:
        if weight.rows is not None and len(weight.rows) >= len(target.rows):
            # Rows of several lengths come as objects.
            scale = np.array([np.mean(row, dtype=np.float64) for row in weight.rows[picked]])
            if scale.std() > 1e-9:
                columns = np.concatenate([columns, columns * scale[:, None]], axis=1)
    columns = columns[:, columns.std(axis=0) > 1e-9]
    if not columns.shape[1]:
        return None
    columns = (columns - columns.mean(axis=0)) / columns.std(axis=0)
    if columns.shape[1] > TARGETS:
        mixing = np.random.RandomState(4).normal(size=(columns.shape[1], TARGETS))
        columns = columns @ mixing / np.sqrt(columns.shape[1])
    return columns
