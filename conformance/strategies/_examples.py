"""Examples that match a spec: NumPy arrays with the example axis first, and tensors of them."""

from __future__ import annotations

from typing import Any, Callable

import numpy as np
from hypothesis import strategies as st

from ._arguments import check_flag, check_integer
from ._dtypes import KIND_OF, numpy_dtype
from ._spec import Path, Spec, Structure, check_specs, map_with_path
from ._values import HIGH, LOW, arrays, check_bounds, scalars, within

MOST_EXAMPLES = 5  # drawn where the caller does not say how many
MOST_UNKNOWN = 3  # size of an unknown axis


def examples(
    structure: Structure,
    /,
    *,
    count: int | None = None,
    low: float = LOW,
    high: float = HIGH,
    nonfinite: bool = False,
) -> st.SearchStrategy:
    """Examples of a spec or a nest of specs, as NumPy arrays with the example axis first.

    Dense specs give one array of shape `(count, *shape)`; an unknown axis has one size, 1 to 3,
    in all examples of an array. Ragged specs give a list of `count` arrays, whose unknown axes
    differ and may be empty. Sparse specs give a dense array of zeros and some values. Strings are
    `bytes` in object arrays. `as_tensors` turns the result into TensorFlow's types.

    Args:
      structure: a `Spec` of one example, or nested dicts, tuples and lists of such.
      count: number of examples, the same for every leaf; by default 0 to 5 are drawn.
      low: least number; `float("-inf")` for the least finite number of the dtype.
      high: greatest number; both are cut to what the dtype can hold.
      nonfinite: whether floats may be NaN and infinite.

    Raises:
      TypeError, ValueError: at the call; also if a dtype has no number between low and high.

    >>> from hypothesis import find
    >>> find(examples({"x": Spec((2,), "int32")}, count=1), lambda drawn: drawn["x"].max() > 3)
    {'x': array([[4, 4]], dtype=int32)}
    """
    leaves = check_specs(structure)
    check_bounds(low, high)
    check_flag("nonfinite", nonfinite)
    for _, spec in leaves:
        if KIND_OF[spec.dtype] not in ("boolean", "string"):
            within(spec.dtype, low, high)
    if count is None:
        counts: st.SearchStrategy = st.integers(0, MOST_EXAMPLES)
    else:
        counts = st.just(check_integer("count", count))

    @st.composite
    def matching(draw: Any) -> Any:
        drawn_count = draw(counts)
        return map_with_path(
            lambda path, spec: leaf_examples(
                draw,
                spec,
                drawn_count,
                scalars(spec.dtype, low=low, high=high, nonfinite=nonfinite),
            ),
            structure,
        )

    return matching()


def leaf_examples(draw: Any, spec: Spec, count: int, elements: st.SearchStrategy) -> Any:
    """Draw `count` examples of one spec with the given elements.

    A function that draws, not a strategy: Hypothesis validates each new one when it first draws
    from it, and of the 16 ms that a case of dict_features took, half were that.
    """
    if spec.kind == "ragged":
        return [
            draw(arrays(spec.dtype, _filled(draw, spec, least=0), elements)) for _ in range(count)
        ]
    shape = (count, *_filled(draw, spec, least=1))
    values = draw(arrays(spec.dtype, shape, elements))
    if spec.kind == "dense":
        return values
    kept = draw(arrays("bool", shape, st.booleans()))
    blank = b"" if spec.dtype == "string" else 0
    zeros = np.full(shape, blank, dtype=numpy_dtype(spec.dtype))
    return np.where(kept, values, zeros).astype(values.dtype)


def _filled(draw: Any, spec: Spec, *, least: int) -> tuple[int, ...]:
    unknown = st.integers(least, MOST_UNKNOWN)
    return tuple(draw(unknown) if size is None else size for size in spec.shape)


def as_tensors(drawn: Any, structure: Structure, /) -> Any:
    """Return examples as tensors, with the example axis first: the types that Keras is fed.

    Dense arrays become `tf.Tensor`, lists of arrays `tf.RaggedTensor`, and arrays of a sparse
    spec `tf.SparseTensor` of their non-zero values. The result goes into
    `tf.data.Dataset.from_tensor_slices`. Imports TensorFlow.

    Args:
      drawn: what `examples(structure)` draws.
      structure: the nest of specs.

    >>> as_tensors([np.array([1, 2]), np.array([3])], Spec((None,), "int64", "ragged"))
    <tf.RaggedTensor [[1, 2], [3]]>
    """
    check_specs(structure)

    makers: dict[str, Callable[[Any, Spec], Any]] = {
        "dense": _dense,
        "ragged": _ragged,
        "sparse": _sparse,
    }

    def convert(path: Path, spec: Spec) -> Any:
        leaf = drawn
        for key in path:
            leaf = leaf[key]
        return makers[spec.kind](leaf, spec)

    return map_with_path(convert, structure)


def _dense(values: np.ndarray, spec: Spec) -> Any:
    import tensorflow as tf

    return tf.constant(values, dtype=spec.dtype)


def _ragged(rows: list[np.ndarray], spec: Spec) -> Any:
    import tensorflow as tf

    # Built from parts: tf.ragged.constant cannot tell the inner shape when every row is empty.
    rank = spec.ragged_rank + 1
    inner = tuple(size for size in spec.shape[rank:] if size is not None)
    parts = [row.reshape((-1, *inner)) if row.size else np.empty((0, *inner)) for row in rows]
    flat = np.concatenate(parts) if parts else np.empty((0, *inner))
    lengths = [
        [row.shape[axis] for row in rows for _ in range(int(np.prod(row.shape[:axis])))]
        for axis in range(rank)
    ]
    return tf.RaggedTensor.from_nested_row_lengths(
        tf.constant(flat.astype(numpy_dtype(spec.dtype)), dtype=spec.dtype),
        [np.array(level, "int64") for level in lengths],
    )


def _sparse(values: np.ndarray, spec: Spec) -> Any:
    import tensorflow as tf

    return tf.sparse.from_dense(tf.constant(values, dtype=spec.dtype))
