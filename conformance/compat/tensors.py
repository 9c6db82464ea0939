"""Shapes, dtypes and values, symbolic and real."""

from __future__ import annotations

from typing import Any, Optional, Tuple

from conformance.compat.graph import producer
from conformance.compat.libraries import keras, keras_generation


def tensor_facts(tensor: Any) -> Tuple[str, Any, str, str, bool]:
    """(layer name, shape, dtype, kind, optional) of a symbolic tensor or TensorSpec."""
    spec = getattr(tensor, "type_spec", None) or getattr(tensor, "_type_spec", None) or tensor
    kind = "dense"
    for word in ("ragged", "sparse"):
        by_type = type(spec).__name__ == f"{word.capitalize()}TensorSpec"
        if by_type or getattr(tensor, word, False) is True:
            kind = word
    layer = producer(tensor)
    name = getattr(layer, "name", None) or str(getattr(tensor, "name", "")).split(":")[0]
    shape = shape_of(getattr(tensor, "shape", None))
    return name, shape, dtype_name(tensor.dtype), kind, bool(getattr(layer, "optional", False))


def shape_of(shape: Any) -> Optional[tuple]:
    """A TensorShape, list or tuple as a tuple; None for an unknown rank."""
    if shape is None:
        return None
    if hasattr(shape, "rank") and shape.rank is None:
        return None
    values = shape.as_list() if hasattr(shape, "as_list") else shape
    return tuple(None if d is None else int(d) for d in values)


def dtype_name(dtype: Any) -> str:
    return getattr(dtype, "name", None) or str(dtype)


def to_numpy(value: Any) -> Any:
    """A tensor, variable or backend array as NumPy."""
    import numpy as np

    value = value.detach().cpu() if hasattr(value, "detach") else value  # PyTorch's
    if hasattr(value, "numpy"):
        return value.numpy()
    if keras_generation() == 3 and not isinstance(value, (np.ndarray, np.generic)):
        return keras().ops.convert_to_numpy(value)
    return np.asarray(value)


def unbuilt(variable: Any) -> bool:
    """Whether a variable of Keras 3 has no value yet; others always have one."""
    return getattr(variable, "_value", variable) is None
