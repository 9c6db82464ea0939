"""Values and shapes like those seen in an array."""

from __future__ import annotations

from typing import Any, Sequence

import numpy as np
from hypothesis import strategies as st

from ._dtypes import KIND_OF, dtype_name
from ._spec import Path, show
from ._values import arrays, scalars

# Drawing longer texts character by character costs more than it finds.
LONGEST_TEXT = 64


def is_ragged(leaf: Any) -> bool:
    """Return whether `leaf` stands for ragged examples: a list of nothing but arrays."""
    return isinstance(leaf, list) and all(isinstance(row, np.ndarray) for row in leaf)


def check_leaf(path: Path, leaf: Any) -> str:
    """Return the dtype name of an array or of a list of arrays of one dtype and rank."""
    rows: Sequence[Any] = leaf if is_ragged(leaf) else [leaf]
    for row in rows:
        if not isinstance(row, np.ndarray):
            raise TypeError(
                f"{show(path)} is a {type(row).__name__}: expected a NumPy array with the example "
                "axis first, or a list of arrays for a ragged feature"
            )
        if not row.ndim:
            raise ValueError(f"{show(path)} is a scalar: expected the example axis first")
        if row.dtype == object and not _all_of_one(row, (bytes, str)):
            raise TypeError(
                f"{show(path)} is an object array: expected only bytes or only str in it; "
                "ragged examples go into a list of arrays"
            )
    names = sorted({dtype_name(row.dtype) for row in rows})
    if len(names) > 1 or len({row.ndim for row in rows}) > 1:
        raise ValueError(f"{show(path)}: expected arrays of one dtype and rank in a list")
    return names[0] if names else "float32"


def like(leaf: Any, count: int, *, label: bool) -> st.SearchStrategy:
    """`count` examples like those of one array or list of arrays."""
    if is_ragged(leaf):
        values = np.concatenate([row.ravel() for row in leaf])
        sizes = list(zip(*(row.shape for row in leaf)))
        shape = st.tuples(*(st.integers(min(size), max(size)) for size in sizes))
        rows = shape.flatmap(lambda drawn: _array_like(values, drawn, label=label))
        return st.lists(rows, min_size=count, max_size=count)
    if label and _is_one_hot(leaf):
        seen = np.unique(leaf.argmax(-1)).tolist()
        classes = arrays("int64", (count, *leaf.shape[1:-1]), st.sampled_from(seen))
        return classes.map(lambda drawn: np.eye(leaf.shape[-1])[drawn].astype(leaf.dtype))
    return _array_like(leaf, (count, *leaf.shape[1:]), label=label)


def _array_like(seen: np.ndarray, shape: Any, *, label: bool) -> st.SearchStrategy:
    name = dtype_name(seen.dtype)
    elements = _elements_like(seen, name, label=label)
    return arrays(name, shape, elements).map(lambda drawn: drawn.astype(seen.dtype))


def _elements_like(seen: np.ndarray, name: str, *, label: bool) -> st.SearchStrategy:
    kind = KIND_OF[name]
    if not seen.size:
        return st.just(b"" if kind == "string" else 0)
    if kind == "string":
        return _strings_like(seen, label=label)
    if kind == "boolean":
        return st.sampled_from(np.unique(seen).tolist()) if label else st.booleans()
    if kind in ("integer", "unsigned"):
        if label:
            return st.sampled_from(np.unique(seen).tolist())
        return scalars(name, low=int(seen.min()), high=int(seen.max()))
    if kind == "complex":
        parts = np.stack([seen.real, seen.imag])
        return scalars(name, low=float(parts.min()), high=float(parts.max()))
    # Every smaller float is exact in float64, and NumPy's reductions know it on every version.
    values = np.unique(seen.astype("float64"))
    if label and set(values.tolist()) <= {0.0, 1.0}:
        return st.sampled_from(values.tolist())
    finite = values[np.isfinite(values)]
    drawn = (
        [scalars(name, low=float(finite.min()), high=float(finite.max()))] if finite.size else []
    )
    special = values[~np.isfinite(values)].tolist()
    return st.one_of(*drawn, *([st.sampled_from(special)] if special else []))


def _strings_like(seen: np.ndarray, *, label: bool) -> st.SearchStrategy:
    values = sorted(set(seen.ravel().tolist()), key=lambda value: (len(value), value))
    known = st.sampled_from(values)
    try:
        texts = [value if isinstance(value, str) else value.decode() for value in values]
    except UnicodeDecodeError:
        return known  # an image or another encoded file, of which other bytes make none
    alphabet = sorted(set("".join(texts)))
    if seen.dtype != object and "\0" in alphabet:
        alphabet.remove("\0")  # NumPy drops it at the end of a string of fixed width
    shortest, longest = len(min(texts, key=len)), min(len(max(texts, key=len)), LONGEST_TEXT)
    if label or not alphabet or shortest > longest:
        return known
    other: st.SearchStrategy = st.text(alphabet, min_size=shortest, max_size=longest)
    if isinstance(values[0], bytes):
        most = max(len(value) for value in values)
        other = other.map(str.encode).filter(lambda value: len(value) <= most)
    return st.one_of(known, other)


def _is_one_hot(array: np.ndarray) -> bool:
    if array.ndim < 2 or array.shape[-1] < 2 or KIND_OF[dtype_name(array.dtype)] == "string":
        return False
    numbers = array.astype("float64")
    return bool(np.isin(numbers, (0, 1)).all() and (numbers.sum(-1) == 1).all())


def _all_of_one(array: np.ndarray, types: Sequence[type]) -> bool:
    values: list[Any] = array.ravel().tolist()
    return any(all(isinstance(value, one) for value in values) for one in types)
