"""The loss of a fresh model on the rows that are finite, where that of all rows is no number.

One NaN makes the loss of its batch NaN, and with it goes what the loss would tell of every other
column. So the rows that hold none are asked once more.
"""

from __future__ import annotations

import itertools
from typing import Any, Iterator, List, Optional

import numpy as np

from conformance import compat
from conformance.structure import flatten, transform


def loss(model: Any, source: Any, batches: int) -> Optional[float]:
    """The mean over at most ``batches`` elements of ``source``, by their finite rows.

    None where no row is finite throughout, or rows cannot be told (ragged, sparse or scalar tensors).
    """
    total, rows = 0.0, 0
    for element in itertools.islice(_elements(source), batches):
        element = tuple(element) if isinstance(element, list) else element
        there = finite(element)
        if there is None or not there.any():
            continue
        dataset = compat.tensorflow().data.Dataset.from_tensors(_only(element, there))
        value = float(np.ravel(model.evaluate(dataset, verbose=0))[0])
        total, rows = total + value * int(there.sum()), rows + int(there.sum())
    return total / rows if rows else None


def _elements(source: Any) -> Iterator[Any]:
    if hasattr(source, "__getitem__") and hasattr(source, "__len__"):
        return (source[i] for i in range(len(source)))
    return iter(source)


def _only(element: Any, there: np.ndarray) -> Any:
    return transform(lambda leaf: compat.to_numpy(leaf)[there], element)


def finite(element: Any) -> Optional[np.ndarray]:
    """(rows,) of bool: which rows of an element hold no NaN and no infinity; None: cannot be told."""
    parts: List[np.ndarray] = []
    for leaf in flatten(element):
        if leaf is None or type(leaf).__name__ in ("RaggedTensor", "SparseTensor"):
            return None
        array = np.asarray(compat.to_numpy(leaf))
        if not array.ndim:
            return None
        whole = np.ones(len(array), bool)
        if array.dtype.kind == "f":
            whole = np.isfinite(array.reshape(len(array), -1)).all(axis=1)
        parts.append(whole)
    if len({len(part) for part in parts}) != 1:
        return None
    return np.logical_and.reduce(parts)
