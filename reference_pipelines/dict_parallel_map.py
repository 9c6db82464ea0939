"""One dict per example, target included, taken apart and scaled by a parallel map.

Use it when a loader yields records (a dict with everything, as tensorflow_datasets does) and each
needs work of its own. Not for plain numeric columns: mapping whole batches (dict_features) is
cheaper per row.

Mistakes it avoids:

* A lone dict given to fit: it has no target, so there is nothing to compare with.
* The target left among the features: Keras 3 feeds surplus columns to the next input, in key
  order; Keras 2 ignores them. The label is popped from a copy here, and the rest are inputs.
* Python in the map: the function is traced once, so np.random gives one value for ever, and
  print prints once. Only tensors change from example to example.
* num_parallel_calls is threads of the runtime, not processes: a py_function inside it still
  waits for Python's lock. The map below is made of TensorFlow operations only.
* cache after shuffle freezes the order; here the prepared records are cached, then shuffled.

Domain: any names without "/" except "label"; bool, integers, floats of any shape, uint8 meaning
pixels 0 to 255; float labels (N,), 0 or 1 for the model below.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import tensorflow as tf
from tensorflow import keras

DATA = Path(__file__).with_name("data") / "photographs.npz"
TYPES = ("float32", "float64", "float16", "int64", "int8", "uint8", "bool")
DOMAIN = {
    "features": {"*": {"dtypes": TYPES, "ranks": (0, 3), "except": ("label",)}},
    "label": {"dtypes": ("float32", "float64"), "ranks": (0, 0), "choices": (0, 1)},
}


def examples() -> dict:
    """Patches of two photographs and where each was cut, 1 at the far edge; label: which."""
    with np.load(DATA) as members:
        place = members["position"] / members["position"].max(axis=0)
        features = {"image": members["image"], "row": place[:, 0], "column": place[:, 1]}
        return {"features": features, "label": members["label"].astype(np.float32)}


def make_source(directory, examples: dict) -> dict:
    """One dict of columns, the label among them (nothing is written)."""
    return {**examples["features"], "label": examples["label"]}


def prepare(record: dict) -> tuple:
    """A record to (features, target): all float32 with at least one axis, pixels in [0, 1]."""
    features = dict(record)
    label = features.pop("label")
    for name, value in features.items():
        scale = 1 / 255 if value.dtype == tf.uint8 else 1.0
        value = tf.cast(value, tf.float32) * scale
        features[name] = value[None] if value.shape.rank == 0 else value
    return features, tf.cast(label, tf.float32)[None]


def make_dataset(
    source: dict,
    *,
    batch_size: int = 32,
    shuffle: bool = True,
    seed: int | None = None,
    drop_remainder: bool = False,
    num_parallel_calls: int | None = tf.data.AUTOTUNE,
    cache: bool = False,
) -> tf.data.Dataset:
    """Batches of ({name: float32 (B, ...)}, float32 (B, 1)); cache keeps prepared records."""
    dataset = tf.data.Dataset.from_tensor_slices(source).map(prepare, num_parallel_calls)
    if cache:
        dataset = dataset.cache()
    if shuffle:
        dataset = dataset.shuffle(max(len(source["label"]), 1), seed=seed)
    return dataset.batch(batch_size, drop_remainder=drop_remainder).prefetch(tf.data.AUTOTUNE)


def make_model(spec, *, units: int = 16) -> keras.Model:
    """A binary classifier with one named input per feature of `spec`."""
    inputs = {name: keras.Input(tuple(s.shape[1:]), name=name) for name, s in spec[0].items()}
    columns = [keras.layers.Flatten()(tensor) for tensor in inputs.values()]
    joined = keras.layers.Concatenate()(columns) if len(columns) > 1 else columns[0]
    hidden = keras.layers.Dense(units, activation="relu")(joined)
    model = keras.Model(inputs, keras.layers.Dense(1, activation="sigmoid")(hidden))
    model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
    return model


def expected(examples: dict) -> tuple:
    """Every feature as float32 with at least one axis of its own, pixels divided by 255."""
    x = {}
    for name, values in examples["features"].items():
        scale = np.float32(1 / 255) if values.dtype == np.uint8 else np.float32(1)
        x[name] = values.astype(np.float32) * scale
        if values.ndim == 1:
            x[name] = x[name].reshape(-1, 1)
    return x, examples["label"].astype(np.float32).reshape(-1, 1)
