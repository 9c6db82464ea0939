"""`Spec`: what one tensor of an example looks like, without TensorFlow."""

from __future__ import annotations

import dataclasses
from typing import Any, Callable, Optional, Tuple

from ._arguments import check_choice, check_integer
from ._dtypes import dtype_name

TENSOR_KINDS = ("dense", "ragged", "sparse")

# A Spec, or dicts, tuples and lists of structures.
Structure = Any
Shape = Tuple[Optional[int], ...]
Path = Tuple[Any, ...]


@dataclasses.dataclass(frozen=True)
class Spec:
    """Shape, dtype and kind of one tensor; plain, hashable and printable.

    Args:
      shape: sizes of the axes, `None` for an unknown one; `()` is a scalar. The shape is that
        of one example; `batched` puts a batch axis in front.
      dtype: a name such as `"float32"` or `"string"`; NumPy dtypes and `tf.DType` are turned
        into names.
      kind: `"dense"`, `"ragged"` (unknown axes differ from example to example) or `"sparse"`.

    Raises:
      TypeError, ValueError: if a field is not as said; a ragged or sparse scalar is refused.

    >>> Spec((None, 3), "int64", "ragged")
    Spec(shape=(None, 3), dtype='int64', kind='ragged')
    """

    shape: Shape = ()
    dtype: str = "float32"
    kind: str = "dense"

    def __post_init__(self) -> None:
        if not isinstance(self.shape, (tuple, list)):
            raise TypeError(
                f"shape={self.shape!r}: expected a tuple of sizes, None for an unknown one"
            )
        sizes = [None if size is None else check_integer("shape", size) for size in self.shape]
        # A frozen dataclass can be normalised in no other way.
        object.__setattr__(self, "shape", tuple(sizes))
        object.__setattr__(self, "dtype", dtype_name(self.dtype))
        check_choice("kind", self.kind, TENSOR_KINDS)
        if self.kind == "ragged" and None not in self.shape:
            raise ValueError(f"shape={self.shape!r}: a ragged tensor has an unknown axis (None)")
        if self.kind == "sparse" and not self.shape:
            raise ValueError("shape=(): a sparse tensor has at least one axis")

    @property
    def ragged_rank(self) -> int:
        """How many axes, from the left, TensorFlow must treat as ragged: up to the last unknown.

        >>> batched(Spec((None, 3), "int64", "ragged")).ragged_rank
        1
        """
        if self.kind != "ragged":
            return 0
        return max(axis for axis, size in enumerate(self.shape) if size is None)


def is_namedtuple(structure: Any) -> bool:
    """Return whether `structure` is an instance of a `collections.namedtuple` class."""
    return isinstance(structure, tuple) and hasattr(structure, "_fields")


def map_structure(function: Callable[[Any], Any], structure: Structure) -> Structure:
    """Apply `function` to every leaf of nested dicts, tuples and lists, and keep their order."""
    return map_with_path(lambda path, leaf: function(leaf), structure)


def map_with_path(
    function: Callable[[Path, Any], Any],
    structure: Structure,
    *,
    is_leaf: Callable[[Any], bool] = lambda value: False,
    path: Path = (),
) -> Structure:
    """Apply `function(path, leaf)` to every leaf; a path is the keys and indices that lead to it.

    >>> map_with_path(lambda path, leaf: path, {"a": [0, 0]})
    {'a': [('a', 0), ('a', 1)]}
    """

    def inner(key: Any, value: Any) -> Any:
        return map_with_path(function, value, is_leaf=is_leaf, path=(*path, key))

    if is_leaf(structure):
        return function(path, structure)
    if isinstance(structure, dict):
        return {key: inner(key, value) for key, value in structure.items()}
    if isinstance(structure, (tuple, list)):
        values = [inner(index, value) for index, value in enumerate(structure)]
        return type(structure)(*values) if is_namedtuple(structure) else type(structure)(values)
    return function(path, structure)


def check_specs(structure: Structure) -> list[tuple[Path, Spec]]:
    """Return the leaves of `structure` with their paths; raise unless there are only Specs."""
    leaves: list[tuple[Path, Spec]] = []

    def visit(path: Path, leaf: Any) -> None:
        if not isinstance(leaf, Spec):
            hint = ""
            if hasattr(leaf, "dtype") and hasattr(leaf, "shape"):
                hint = "; write from_tensorflow(...) for tensor specs, spec_of(...) for arrays"
            raise TypeError(f"{show(path)} is {leaf!r}: expected a Spec{hint}")
        leaves.append((path, leaf))

    map_with_path(visit, structure)
    if not leaves:
        raise ValueError(f"{structure!r}: expected at least one Spec")
    return leaves


def show(path: Path) -> str:
    """Return `path` as one would write it after a variable name, for messages.

    >>> show(("features", 0)), show(())
    ("structure['features'][0]", 'structure')
    """
    return "structure" + "".join(f"[{key!r}]" for key in path)


def batched(structure: Structure, *, batch_size: int | None = None) -> Structure:
    """Return `structure` with a batch axis in front of every shape, unknown by default.

    >>> batched({"x": Spec((3,))}, batch_size=8)
    {'x': Spec(shape=(8, 3), dtype='float32', kind='dense')}
    """
    check_specs(structure)
    size = None if batch_size is None else check_integer("batch_size", batch_size, least=1)
    return map_structure(
        lambda spec: dataclasses.replace(spec, shape=(size, *spec.shape)), structure
    )


def to_tensorflow(structure: Structure) -> Any:
    """Return the same nest of `tf.TensorSpec`, `tf.RaggedTensorSpec`, `tf.SparseTensorSpec`.

    The result can be compared with `dataset.element_spec` and passed as `output_signature` of
    `tf.data.Dataset.from_generator`. Imports TensorFlow.

    >>> to_tensorflow(batched(Spec((3,), "int64")))
    TensorSpec(shape=(None, 3), dtype=tf.int64, name=None)
    """
    check_specs(structure)
    import tensorflow as tf

    def convert(spec: Spec) -> Any:
        if spec.kind == "ragged":
            return tf.RaggedTensorSpec(spec.shape, spec.dtype, ragged_rank=spec.ragged_rank)
        if spec.kind == "sparse":
            return tf.SparseTensorSpec(spec.shape, spec.dtype)
        return tf.TensorSpec(spec.shape, spec.dtype)

    return map_structure(convert, structure)


def from_tensorflow(element_spec: Any) -> Structure:
    """Return the nest of `Spec` for a nest of tensor specs, such as `dataset.element_spec`.

    Not kept, because no strategy needs them: names of tensors, the integer type of row splits,
    and a ragged rank that goes beyond the last unknown axis (a ragged tensor without any unknown
    axis becomes dense). Imports TensorFlow.

    Raises:
      TypeError: if a leaf is no dense, ragged or sparse tensor spec.
      ValueError: if a rank is unknown (as behind a `tf.numpy_function` without `set_shape`) or
        a dtype has no values here (`tf.variant`).

    >>> import tensorflow as tf
    >>> from_tensorflow({"x": tf.TensorSpec((None, 3), tf.int64)})
    {'x': Spec(shape=(None, 3), dtype='int64', kind='dense')}
    """
    import tensorflow as tf

    kinds = (
        (tf.TensorSpec, "dense"),
        (tf.RaggedTensorSpec, "ragged"),
        (tf.SparseTensorSpec, "sparse"),
    )

    def convert(path: Path, leaf: Any) -> Spec:
        kind = next((kind for cls, kind in kinds if isinstance(leaf, cls)), None)
        if kind is None:
            raise TypeError(
                f"{show(path)} is {leaf!r}: expected a tf.TensorSpec, tf.RaggedTensorSpec or "
                "tf.SparseTensorSpec"
            )
        if leaf.shape.rank is None:
            raise ValueError(
                f"{show(path)} is {leaf!r}: its rank is unknown; set it with "
                "tensor.set_shape or tf.ensure_shape in the pipeline"
            )
        sizes = tuple(leaf.shape.as_list())
        if kind == "ragged" and None not in sizes:
            kind = "dense"
        return Spec(sizes, leaf.dtype.name, kind)

    return map_with_path(convert, element_spec)
