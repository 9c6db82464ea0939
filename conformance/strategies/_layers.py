"""The layers of the models: any input to a few numbers, any nest of inputs to an output."""

from __future__ import annotations

import functools
import types
from typing import Any, Iterable

import numpy as np

from conformance import compat

from ._dtypes import KIND_OF
from ._spec import Path, Spec, Structure, check_specs


@functools.lru_cache(maxsize=None)
def layer_classes() -> Any:
    """Return the classes `reduce` and `subclassed`, defined here so that import needs no Keras."""
    from tensorflow import keras

    class Reduce(keras.layers.Layer):
        """One input of any dtype, kind and shape to `(batch, n)` float32 between -1 and 1."""

        def __init__(self, spec: Spec) -> None:
            super().__init__()
            self.spec = spec

        def call(self, inputs: Any) -> Any:
            return _reduce(inputs, self.spec)

        def compute_output_shape(self, input_shape: Any) -> Any:
            return (input_shape[0], size_of(self.spec) if _is_known(self.spec) else 1)

    class Subclassed(keras.Model):
        """Any nest of inputs, without a single `keras.Input`."""

        def __init__(self, features: Structure, head: list[Any]) -> None:
            super().__init__()
            leaves = sorted_leaves(features)
            self.paths = [list(path) for path, _ in leaves]
            self.reduce = [Reduce(spec) for _, spec in leaves]
            self.head = head

        def call(self, inputs: Any) -> Any:
            parts = [layer(at(inputs, path)) for path, layer in zip(self.paths, self.reduce)]
            output = keras.layers.concatenate(parts) if len(parts) > 1 else parts[0]
            for layer in self.head:
                output = layer(output)
            return output

    return types.SimpleNamespace(reduce=Reduce, subclassed=Subclassed)


def sorted_leaves(structure: Structure) -> list[tuple[Path, Spec]]:
    """Return paths and specs in the order in which Keras reads dicts: by sorted key."""
    # As text, because keys of one dict may be of types that Python does not order.
    return sorted(check_specs(structure), key=lambda leaf: [str(key) for key in leaf[0]])


def at(structure: Any, path: Iterable[Any]) -> Any:
    """Return what lies at `path` in a nest."""
    for key in path:
        structure = structure[key]
    return structure


def _is_known(spec: Spec) -> bool:
    return None not in spec.shape


def size_of(spec: Spec) -> int:
    """Return the product of the known axes."""
    return int(np.prod([size for size in spec.shape if size is not None]))


def _reduce(inputs: Any, spec: Spec) -> Any:
    import tensorflow as tf
    from tensorflow import keras

    if spec.kind == "sparse":
        inputs = tf.sparse.to_dense(inputs)
    if spec.kind == "ragged":
        inputs = inputs.to_tensor()
    if spec.dtype == "string":
        inputs = tf.strings.to_hash_bucket_fast(inputs, 1000)
    # Most of these functions have one name in TensorFlow and in keras.ops; sums have not.
    ops, total = (
        (keras.ops, keras.ops.sum) if compat.keras_generation() == 3 else (tf, tf.reduce_sum)
    )
    if KIND_OF[spec.dtype] == "complex":
        inputs = tf.math.real(inputs) if ops is tf else ops.real(inputs)
    numbers = ops.cast(inputs, "float32")
    numbers = numbers / (1 + ops.abs(numbers))
    if _is_known(spec):
        return ops.reshape(numbers, (-1, size_of(spec)))
    # Of unknown axes the mean is taken, in two steps so that of nothing it is 0 and not NaN.
    axes = tuple(range(1, len(spec.shape) + 1))
    count = total(ops.ones_like(numbers), axes)
    return ops.reshape(total(numbers, axes) / ops.maximum(count, 1.0), (-1, 1))
