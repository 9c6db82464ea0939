"""Whether a batch is made of bytes that say something."""

from __future__ import annotations

from typing import Any, Optional

import numpy as np

from conformance.records import Component, Pass
from conformance.registry import Threshold, check, predicate
from conformance.results import Outcome, Passed, warn

CLASSES = Threshold(
    256, "columns from which one-hot rows are 256 times their ids, number for number", "chosen"
)
BYTES = Threshold(
    2**20,
    "bytes a batch: less is made and moved within about a millisecond",
    "chosen; one case was measured: 49 MB of one-hot targets a batch took 145 ms, the ids 0.01 ms",
)
SAMPLE = 64  # rows looked at


@predicate("no component is wide enough to hold one-hot rows")
def wide_components(elements: Pass) -> bool:
    return any(_wide(component) for component in elements.components)


def _wide(component: Component) -> bool:
    rows = component.rows
    if rows is None or rows.dtype.kind not in "biuf" or rows.ndim < 2 or component.kind != "dense":
        return False
    return rows.shape[-1] >= 64


@check(
    "bytes-wasted",
    group="efficiency",
    title="batches are not mostly one-hot zeros",
    applies=(wide_components,),
    phase="compared",
    limits={"classes": CLASSES, "bytes": BYTES},
)
def bytes_wasted(elements: Pass, limits: Any) -> Outcome:
    """Ids spread to one-hot rows over a whole vocabulary: thousands of times the bytes."""
    wide = [component for component in elements.components if _wide(component)]
    for component in wide:
        size = _bytes(component)
        classes = int(component.rows.shape[-1]) if component.rows is not None else 0
        if classes < limits.classes or size < limits.bytes or not _one_hot(component):
            continue
        ids = size // (classes * np.dtype(_kept(component)).itemsize) * 4
        target = component.role == "y"
        return warn(
            f"`{component.path}` is one-hot over {classes} classes: {size:,} bytes a batch, of which one in "
            f"{classes} is not zero; the ids themselves are {ids:,} bytes",
            expected=f"{ids:,} bytes of int32 ids a batch",
            actual=f"{size:,} bytes of {component.dtype}",
            where=component.path,
            component=component.path,
            fix="give the ids and compile with sparse_categorical_crossentropy: the same loss"
            if target
            else "give the ids and look them up in an `Embedding`: the same product as one-hot rows "
            "with a Dense layer, without the zeros",
        )
    return Passed(", ".join(f"{_bytes(c):,} bytes a batch of `{c.path}`" for c in wide[:3]))


def _kept(component: Component) -> Any:
    return component.rows.dtype if component.rows is not None else "float32"


def _bytes(component: Component) -> int:
    shape = component.shapes[0] if component.shapes else ()
    return int(np.prod(shape, dtype=np.int64)) * np.dtype(_kept(component)).itemsize


def _one_hot(component: Component) -> bool:
    rows: Optional[np.ndarray] = component.rows
    if rows is None or component.minimum != 0 or component.maximum != 1 or not component.integral:
        return False
    some = rows[:SAMPLE].reshape(-1, rows.shape[-1])
    return bool((np.count_nonzero(some, axis=1) == 1).all())
