"""Which TensorFlow, which Keras, and what their own functions take."""

from __future__ import annotations

import functools
import inspect
import sys
from typing import Any, FrozenSet


@functools.lru_cache(maxsize=None)
def tensorflow() -> Any:
    import tensorflow as tf

    return tf


@functools.lru_cache(maxsize=None)
def keras() -> Any:
    """``tf.keras``: Keras 2 up to TensorFlow 2.15, Keras 3 from 2.16."""
    from tensorflow import keras as module

    return module


@functools.lru_cache(maxsize=None)
def keras_generation() -> int:
    """3 when ``keras.ops`` is there, else 2."""
    return 3 if hasattr(keras(), "ops") else 2


def keras_version() -> str:
    """As ``tf.keras`` has it; the package ``keras`` is asked where that has none, 2.13 to 2.15."""
    if hasattr(keras(), "__version__"):
        return keras().__version__
    import keras as standalone

    return standalone.__version__


def backend() -> str:
    """The backend of Keras 3; "tensorflow" on Keras 2."""
    return keras().config.backend() if keras_generation() == 3 else "tensorflow"


def version_text() -> str:
    return f"{sys.version_info.major}.{sys.version_info.minor}.{sys.version_info.micro}"


def clear_session() -> None:
    keras().backend.clear_session()


def preprocessing_layer(name: str) -> Any:
    """A preprocessing layer class: under ``layers.experimental.preprocessing`` up to 2.5."""
    layers = keras().layers
    if hasattr(layers, name):
        return getattr(layers, name)
    return getattr(layers.experimental.preprocessing, name, None)


@functools.lru_cache(maxsize=None)
def fit_parameters() -> FrozenSet[str]:
    """What ``Model.fit`` takes here: Keras 3 dropped workers, use_multiprocessing, ..."""
    return frozenset(inspect.signature(keras().Model.fit).parameters) - {"self"}


@functools.lru_cache(maxsize=None)
def shuffle_argument() -> dict:
    """``fit(dataset)`` warns about its default ``shuffle=True`` on Keras 3; say False there."""
    return {"shuffle": False} if keras_generation() == 3 else {}


@functools.lru_cache(maxsize=None)
def has_model_proto() -> bool:
    """``tf.data.experimental.get_model_proto``: from 2.17."""
    return hasattr(tensorflow().data.experimental, "get_model_proto")
