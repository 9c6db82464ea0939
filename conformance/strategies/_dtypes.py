"""Data types by kind, under the one name that NumPy, TensorFlow and Keras share."""

from __future__ import annotations

import functools
from typing import Any, Iterable

import numpy as np
from hypothesis import strategies as st

from ._arguments import check_choice, check_choices, did_you_mean

# The first of each row is what a counterexample shrinks to.
KINDS = {
    "floating": ("float32", "float64", "float16", "bfloat16"),
    "integer": ("int32", "int64", "int16", "int8"),
    "unsigned": ("uint8", "uint16", "uint32", "uint64"),
    "boolean": ("bool",),
    "string": ("string",),
    "complex": ("complex64", "complex128"),
}

# `keras.Input(dtype=...)` takes every name above on TensorFlow 2.4.1, 2.15, 2.16 and 2.21.
# Complex numbers are left out of the default: no stock Dense, Embedding or Conv layer learns
# from them, so they say nothing about a pipeline unless one asks.
KERAS_KINDS = ("floating", "integer", "unsigned", "boolean", "string")

NAMES = tuple(name for names in KINDS.values() for name in names)
KIND_OF = {name: kind for kind, names in KINDS.items() for name in names}

# NumPy and TensorFlow know these spellings; Keras 3 refuses them ("Invalid dtype: half").
ALIASES = {
    "half": "float16",
    "single": "float32",
    "double": "float64",
    "bytes": "string",
    "str": "string",
    "object": "string",
}

SPELLINGS = ("name", "numpy", "tensorflow")


def dtypes(*, kinds: Iterable[str] = KERAS_KINDS, spelled: str = "name") -> st.SearchStrategy:
    """Data types that a tensor of a Keras input pipeline can have.

    Args:
      kinds: which kinds: some of `floating`, `integer` (signed), `unsigned`, `boolean`, `string`
        and `complex`; by default all but the last. The first kind is what examples shrink to.
      spelled: `"name"` for the name that Keras, TensorFlow and NumPy share (`"string"` is
        NumPy's `object`), `"numpy"` for a `numpy.dtype`, `"tensorflow"` for a `tf.DType` (this
        imports TensorFlow).

    Raises:
      TypeError, ValueError: at the call, if an argument is not one of the choices.

    >>> from hypothesis import find
    >>> find(dtypes(), lambda dtype: True)
    'float32'
    >>> find(dtypes(kinds=("integer",), spelled="numpy"), lambda dtype: dtype.itemsize == 8)
    dtype('int64')
    """
    chosen = check_choices("kinds", kinds, tuple(KINDS))
    names = st.sampled_from([name for kind in chosen for name in KINDS[kind]])
    spell = {"name": None, "numpy": numpy_dtype, "tensorflow": _tensorflow_dtype}
    convert = spell[check_choice("spelled", spelled, SPELLINGS)]
    return names if convert is None else names.map(convert)


def dtype_name(dtype: Any) -> str:
    """Return the shared name of a NumPy dtype, a `tf.DType`, a Python type or a name.

    Raises:
      TypeError: if it is none of these.
      ValueError: if no strategy here makes values of it (`resource`, `datetime64`, ...).

    >>> dtype_name(np.float32), dtype_name("<U5"), dtype_name("double")
    ('float32', 'string', 'float64')
    """
    if isinstance(dtype, str):
        name = ALIASES.get(dtype, dtype)
        if name not in NAMES:
            try:
                name = _numpy_name(np.dtype(dtype))
            except TypeError:
                raise ValueError(_unknown(dtype)) from None
    elif hasattr(dtype, "as_datatype_enum"):  # a tf.DType, told without TensorFlow
        name = dtype.name
    else:
        name = _numpy_name(_as_numpy(dtype))
    if name not in NAMES:
        raise ValueError(_unknown(name))
    return name


def _as_numpy(dtype: Any) -> np.dtype:
    try:
        described = np.dtype(dtype)
    except (TypeError, ValueError):
        described = None
    # NumPy takes None for float64 and every class that it does not know for object.
    known = dtype is object or isinstance(dtype, np.dtype)
    if described is None or dtype is None or (described.kind == "O" and not known):
        raise TypeError(f"dtype={dtype!r}: expected a name, a numpy dtype or a tf.DType")
    return described


def _numpy_name(described: np.dtype) -> str:
    return "string" if described.kind in "SUO" else described.name


def numpy_dtype(name: str) -> np.dtype:
    """Return the NumPy dtype of arrays for `name`: `object` (of bytes) for `"string"`.

    NumPy's own `S` dtype is not used for strings because it drops trailing NUL bytes.

    >>> numpy_dtype("string"), numpy_dtype("uint8")
    (dtype('O'), dtype('uint8'))
    """
    name = dtype_name(name)
    if name == "string":
        return np.dtype(object)
    return _bfloat16() if name == "bfloat16" else np.dtype(name)


@functools.lru_cache(maxsize=None)
def _bfloat16() -> np.dtype:
    # NumPy has none of its own. ml_dtypes is there beside TensorFlow since 2.12; older releases
    # bring their own type.
    try:
        import ml_dtypes
    except ImportError:
        return np.dtype(_tensorflow_dtype("bfloat16").as_numpy_dtype)
    return np.dtype(ml_dtypes.bfloat16)


def _tensorflow_dtype(name: str) -> Any:
    import tensorflow as tf

    return tf.as_dtype(name)


def _unknown(name: str) -> str:
    return f"dtype={name!r}: expected one of {', '.join(NAMES)}{did_you_mean(name, NAMES)}"
