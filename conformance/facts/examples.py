"""A few examples of a part of the data, as plain data from which a report can draw them.

Pictures are arrays of uint8, (height, width, 3 or 4); all else is what JSON holds. Whatever is large
is cut, and says of how much it is a part.
"""

from __future__ import annotations

from typing import Any, Dict, List, Mapping, Optional, Tuple

import numpy as np

from conformance.facts.boxes import IN_WORDS, corners, filled, in_pixels, picture_size, readings
from conformance.facts.classes import class_of_rows
from conformance.facts.depicted import Depicted
from conformance.records import Component, Pass

SIDE = 96  # pixels of a thumbnail
FRAME, FRAMES, IN_A_ROW = 40, 12, 6  # pixels of a frame, frames of a clip
POINTS_OF_A_LINE = 160
LINES = 6  # channels of a series
TOKENS, LETTERS, VALUES = 48, 240, 40
MARKS = 40  # boxes or points on one picture
PICTURES = 6  # picture components of one example
CELLS = 60  # components of one example
FIRST, OTHERS = 4, 4  # rows of the first batch, and rows of classes that are not among them
# Colours of ids in a mask: told apart by those who cannot tell red from green (Okabe and Ito).
AROUND = 0.2  # that noise or resizing may carry the values of a picture beyond 0..1
COLOURS = (
    (230, 159, 0), (86, 180, 233), (0, 158, 115), (240, 228, 66),
    (0, 114, 178), (213, 94, 0), (204, 121, 167), (130, 130, 130),
)  # fmt: skip
Cell = Dict[str, Any]


def examples_of(elements: Pass, shown: Mapping[str, Depicted], declared: str = "") -> List[Cell]:
    """Examples, each with its place and a cell for each component.

    Args:
        declared: how boxes are written ("xyxy", ...), where it was declared.
    """
    able = [c for c in elements.components if c.rows is not None and len(c.rows)]
    if not able:
        return []
    count = min(len(c.rows) for c in able if c.rows is not None)
    first = able[0]
    numbers = chosen(elements, count)
    out = []
    for number in numbers:
        cells, pictures = [], 0
        for component in able[:CELLS]:
            depiction = shown[component.path]
            pictures += depiction.kind in ("image", "frames", "grid", "mask")
            if depiction.kind in ("image", "frames", "grid", "mask") and pictures > PICTURES:
                continue
            cells.append(cell_of(depiction, number, elements, declared))
        batch = int(first.row_batches[number]) if first.row_batches is not None else 0
        out.append({"number": number, "batch": batch, "cells": cells})
    return out


def chosen(elements: Pass, count: int) -> List[int]:
    """The first rows, then one of each class that these lack."""
    numbers = list(range(min(FIRST, count)))
    for target in elements.role("y"):
        classes = class_of_rows(target)
        if classes is None or len(classes) < count:
            continue
        seen = {int(classes[i]) for i in numbers}
        labels, places = np.unique(classes[:count], return_index=True)
        if len(labels) > 1000:
            break
        further = [int(at) for label, at in zip(labels, places) if int(label) not in seen]
        return numbers + sorted(further)[:OTHERS]
    return list(range(min(FIRST + OTHERS // 2, count)))


def cell_of(depiction: Depicted, number: int, elements: Pass, declared: str) -> Cell:
    """One component of one example."""
    component = depiction.component
    row = (component.rows if component.rows is not None else [None])[number]
    cell: Cell = {"path": component.path, "kind": depiction.kind}
    cell.update(_DRAWN.get(depiction.kind, _nested)(row, depiction))
    if depiction.kind in ("boxes", "cells", "points"):
        cell.update(_marks(row, depiction, picture_size(elements), declared))
    return cell


# --- pictures -----------------------------------------------------------------------------------


def scaling(component: Component) -> Tuple[float, float, str]:
    """(black, white, in words) of the values of a picture, by the range that they span."""
    low, high = component.minimum, component.maximum
    if low is None or high is None:
        return 0.0, 1.0, "nothing finite"
    spans = f"values span {low:.4g}..{high:.4g}"
    if low >= 0 and high <= 255 and (component.dtype.startswith("uint8") or high > 2):
        return 0.0, 255.0, f"{spans}, shown as 0..255"
    if low >= -AROUND and high <= 1 + AROUND:
        return 0.0, 1.0, f"{spans}, shown as 0..1"
    if low >= -1 and high <= 1:
        return -1.0, 1.0, f"{spans}, shown as -1..1"
    rows = component.rows
    values = np.asarray(rows[:64], np.float64) if rows is not None else np.zeros(1)
    values = values[np.isfinite(values)]
    if not values.size:
        return 0.0, 1.0, spans
    black, white = (float(v) for v in np.percentile(values, (1, 99)))
    return (
        black,
        max(white, black + 1e-9),
        f"{spans}, {black:.4g}..{white:.4g} stretched to be seen",
    )


def shrunk(pixels: np.ndarray, side: int) -> np.ndarray:
    """(height, width, ...) by whole steps until no axis is longer than ``side``."""
    step = max(1, -(-max(pixels.shape[:2]) // side))
    first = [min(step // 2, (size - 1) // 2) for size in pixels.shape[:2]]
    return pixels[first[0] :: step, first[1] :: step] if step > 1 else pixels


def bytes_of(values: np.ndarray, black: float, white: float) -> np.ndarray:
    """(height, width, channels) of numbers as (height, width, 3) of uint8."""
    values = np.nan_to_num(values.astype(np.float64), nan=black, posinf=white, neginf=black)
    out = np.clip((values - black) / (white - black) * 255, 0, 255).round().astype(np.uint8)
    if out.ndim == 2:
        out = out[:, :, None]
    return np.repeat(out[:, :, :1], 3, axis=2) if out.shape[2] < 3 else out[:, :, :3]


def _image(row: np.ndarray, depiction: Depicted) -> Cell:
    black, white, said = scaling(depiction.component)
    if depiction.image is not None and depiction.image.first:
        row = np.moveaxis(row, 0, -1)
    height, width = row.shape[:2]
    return {
        "pixels": bytes_of(shrunk(row, SIDE), black, white),
        "size": [height, width],
        "said": said,
    }


def _grid(row: np.ndarray, depiction: Depicted) -> Cell:
    black, white, said = scaling(depiction.component)
    row = row[..., 0] if row.ndim == 3 else row
    return {
        "pixels": bytes_of(shrunk(row, SIDE), black, white),
        "size": list(row.shape[:2]),
        "said": said,
    }


def _frames(row: np.ndarray, depiction: Depicted) -> Cell:
    """A sheet of frames in their order, row by row."""
    black, white, said = scaling(depiction.component)
    count = len(row)
    step = max(1, -(-count // FRAMES))
    frames = [bytes_of(shrunk(frame, FRAME), black, white) for frame in row[::step]]
    height, width = frames[0].shape[:2]
    across = min(len(frames), IN_A_ROW)
    down = -(-len(frames) // across)
    sheet = np.full((down * (height + 1) - 1, across * (width + 1) - 1, 4), 0, np.uint8)
    for place, frame in enumerate(frames):
        top, left = place // across * (height + 1), place % across * (width + 1)
        sheet[top : top + height, left : left + width, :3] = frame
        sheet[top : top + height, left : left + width, 3] = 255
    kept = "" if step == 1 else f", every {step}th"
    return {
        "pixels": sheet,
        "size": list(row.shape[1:3]),
        "said": f"{count} frames{kept}, row by row; {said}",
    }


def _mask(row: np.ndarray, depiction: Depicted) -> Cell:
    """Ids in colours, 0 transparent; shares between 0 and 1 by their opacity."""
    component = depiction.component
    height, width = row.shape[:2]
    row = shrunk(row, SIDE)
    if row.ndim == 3:
        row = row.argmax(axis=2) if row.shape[2] > 1 else row[:, :, 0]
    out = np.zeros((*row.shape, 4), np.uint8)
    if component.integral:
        ids = row.astype(np.int64)
        labels = sorted(int(v) for v in component.values or {0: 0, 1: 1})
        for place, label in enumerate([one for one in labels if one != 0]):
            out[ids == label] = (*COLOURS[place % len(COLOURS)], 255)
        found = sorted({int(v) for v in np.unique(ids)})
        said = f"ids {', '.join(map(str, found[:12]))}{' …' if len(found) > 12 else ''}"
        return {"pixels": out, "size": [height, width], "said": said, "covered": _share(ids != 0)}
    out[..., :3] = COLOURS[0]
    out[..., 3] = np.clip(np.nan_to_num(row) * 255, 0, 255).astype(np.uint8)
    said = f"from {component.minimum:.4g} to {component.maximum:.4g}"
    return {"pixels": out, "size": [height, width], "said": said, "covered": _share(row > 0.5)}


def _share(where: np.ndarray) -> float:
    return round(float(where.mean()), 4)


# --- marks on pictures --------------------------------------------------------------------------


def _marks(row: Any, depiction: Depicted, size: Tuple[int, int], declared: str) -> Cell:
    numbers = np.asarray(row, np.float64)
    if depiction.kind == "points":
        points = numbers.reshape(-1, 2)[:MARKS]
        if in_pixels(depiction.component):
            points = points / np.array([size[1], size[0]])
        return {"points": _rounded(points), "said": "drawn as (x, y)"}
    if depiction.kind == "cells":
        return {"readings": [_cells(numbers)], "declared": "", "text": _short(numbers)}
    found = readings(depiction.component, size, declared)
    pixels = in_pixels(depiction.component)
    drawn = []
    for name, share in found.items():
        boxes = corners(filled(numbers), name, size, pixels=pixels)[:MARKS]
        drawn.append(
            {
                "as": name,
                "words": IN_WORDS[name],
                "share": round(share, 4),
                "boxes": _rounded(boxes),
            }
        )
    return {"readings": drawn, "declared": declared, "text": _short(numbers)}


def _cells(grid: np.ndarray) -> Cell:
    """The cells of a (rows, columns, values) grid that hold anything but 0, as boxes of the picture."""
    height, width = grid.shape[:2]
    on = np.argwhere(np.abs(np.nan_to_num(grid, nan=1.0)).max(axis=2) > 0)
    boxes = [[x / width, y / height, (x + 1) / width, (y + 1) / height] for y, x in on[:MARKS]]
    words = f"a grid of {height} x {width} cells, {len(on)} of them not 0"
    return {"as": "cells", "words": words, "share": 1.0, "boxes": _rounded(boxes)}


def _rounded(values: Any) -> List[Any]:
    return np.nan_to_num(np.round(np.asarray(values, np.float64), 4)).tolist()


# --- numbers, text, series ----------------------------------------------------------------------


def brief(value: Any) -> Any:
    """A number as JSON holds it, short; text where it is none."""
    if isinstance(value, bytes):
        return value.decode("utf8", "replace")[:LETTERS]
    if isinstance(value, (str, bool)):
        return value
    if isinstance(value, np.bool_):
        return bool(value)
    if isinstance(value, (int, np.integer)):
        return int(value)
    if isinstance(value, (float, np.floating)):
        number = float(value)
        return float(f"{number:.5g}") if np.isfinite(number) else str(number)
    return str(value)[:LETTERS]


def _number(row: Any, depiction: Depicted) -> Cell:
    flat = np.ravel(row)
    return {"value": brief(flat[0]) if flat.size == 1 else _short(flat)}


def _class(row: Any, depiction: Depicted) -> Cell:
    flat = np.ravel(row)
    number = int(flat[0]) if flat.size == 1 else int(np.argmax(flat))
    cell: Cell = {"value": number, "of": int(flat.size)}
    if depiction.words is not None:
        cell.update(word=str(depiction.words.words.get(number, ""))[:LETTERS])
    return cell


def _vector(row: Any, depiction: Depicted) -> Cell:
    flat = np.ravel(row)
    return {"values": [brief(v) for v in flat[:VALUES]], "of": int(flat.size)}


def ids_of_row(row: Any) -> np.ndarray:
    """(steps,) of a row of ids, or of one-hot rows."""
    steps = np.asarray(row)
    if steps.ndim == 2 and steps.shape[1] > 1:
        return steps.argmax(axis=1)
    return steps.ravel()


def _tokens(row: Any, depiction: Depicted) -> Cell:
    steps = ids_of_row(row)
    ids = [int(v) for v in steps[:TOKENS]]
    cell: Cell = {"ids": ids, "of": len(steps)}
    if depiction.words is not None:
        cell["words"] = [str(depiction.words.words.get(i, "?"))[:40] for i in ids]
        cell["by"] = f"{depiction.words.name} ({depiction.words.kind})"
    return cell


def _text(row: Any, depiction: Depicted) -> Cell:
    flat = np.ravel(np.asarray(row, object))
    return {"texts": [str(brief(v))[:LETTERS] for v in flat[:VALUES]], "of": int(flat.size)}


def _series(row: Any, depiction: Depicted) -> Cell:
    steps = np.asarray(row, np.float64)
    steps = steps[:, None] if steps.ndim == 1 else steps
    step = max(1, -(-len(steps) // POINTS_OF_A_LINE))
    lines = steps[::step, :LINES].T
    return {"lines": [_values(line) for line in lines], "steps": len(steps), "of": steps.shape[1]}


def _values(line: np.ndarray) -> List[Optional[float]]:
    return [float(f"{v:.4g}") if np.isfinite(v) else None for v in line]


def _waveform(row: Any, depiction: Depicted) -> Cell:
    wave = np.asarray(row, np.float64)
    wave = wave[:, 0] if wave.ndim == 2 else wave
    parts = np.array_split(np.nan_to_num(wave), POINTS_OF_A_LINE)
    return {
        "low": _values(np.array([part.min() for part in parts])),
        "high": _values(np.array([part.max() for part in parts])),
        "steps": len(wave),
        "pixels": spectrogram(np.nan_to_num(wave)),
        "said": "spectrogram: time to the right, frequency upwards, in decibels",
    }


def spectrogram(wave: np.ndarray, window: int = 256) -> np.ndarray:
    """(64, up to 160, 3) of uint8: 60 dB below the loudest is black."""
    window = min(window, len(wave))
    starts = np.linspace(0, len(wave) - window, min(160, max(1, len(wave) // window * 2))).astype(
        int
    )
    pieces = np.stack([wave[s : s + window] for s in starts]) * np.hanning(window)
    power = np.abs(np.fft.rfft(pieces, axis=1)).T[::-1]
    power = power[:: max(1, len(power) // 64)]
    loud = 20 * np.log10(np.maximum(power, 1e-12) / max(float(power.max()), 1e-12))
    return bytes_of(loud, -60.0, 0.0)


def _weight(row: Any, depiction: Depicted) -> Cell:
    return {"value": _short(np.ravel(row)) if np.size(row) > 1 else brief(np.ravel(row)[0])}


def _nested(row: Any, depiction: Depicted) -> Cell:
    return {"text": _short(row)}


def _short(row: Any) -> str:
    """The first values as they are nested, and how many there are."""
    array = np.asarray(row) if not isinstance(row, (bytes, str)) else np.asarray(str(brief(row)))
    flat = array.ravel()
    more = f", … ({flat.size} values, {array.shape})" if flat.size > VALUES // 2 else ""
    if array.dtype == object and array.ndim == 1:  # rows of differing lengths
        return ("[" + ", ".join(_short(v) for v in flat[:8]) + "]" + more)[:LETTERS]
    return (", ".join(str(brief(v)) for v in flat[: VALUES // 2]) + more)[: 2 * LETTERS]


_DRAWN = {
    "image": _image,
    "grid": _grid,
    "frames": _frames,
    "mask": _mask,
    "number": _number,
    "class": _class,
    "vector": _vector,
    "tokens": _tokens,
    "text": _text,
    "series": _series,
    "waveform": _waveform,
    "weight": _weight,
    "boxes": lambda row, depiction: {},
    "cells": lambda row, depiction: {},
    "points": lambda row, depiction: {},
}
