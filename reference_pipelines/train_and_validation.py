"""One stream split into a training and a validation set, row by row, before any shuffling.

Use it when examples come as a stream (files, records, a database) whose split must not move from
epoch to epoch or run to run. For arrays in memory in_memory_arrays splits with less machinery.

Mistakes it avoids:

* shuffle, then take and skip: shuffle runs anew every epoch, so validation rows leak into
  training. Here the number of a row decides, and shuffling comes after.
* take and skip without a shuffle: data sorted by class leaves whole classes to one side. Here
  every fifth row is held out; sorted or not, both sides look alike.
* Length unknown after filter: fit counts one optimizer step too many an epoch (2 epochs of 5
  batches: 11 on 2.11 to 2.15, 12 on Keras 3), which moves Adam and every schedule; with
  steps_per_epoch the second epoch trains on nothing. assert_cardinality restores 10.
* A shuffled, cut or repeated validation set: numbers that cannot be compared between epochs.

Domain: numeric features (N, ...), uint8 meaning pixels 0 to 255; labels integers 0 to 9 (N,).
`expected` describes the training rows, in order.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import tensorflow as tf
from tensorflow import keras

DATA = Path(__file__).with_name("data") / "digits.npz"
HELD_OUT = 5  # one row in so many
DOMAIN = {
    "features": {"dtypes": ("float32", "float64", "int64", "uint8", "bool"), "ranks": (0, 3)},
    "label": {"dtypes": ("int64", "int32", "uint8"), "ranks": (0, 0), "values": (0, 9)},
}


def examples() -> dict:
    """499 handwritten digits, 8 by 8 pixels."""
    with np.load(DATA) as members:
        return {"features": members["image"], "label": members["label"]}


def make_source(directory, examples: dict) -> dict:
    """The arrays, which stand for any stream of known length (nothing is written)."""
    return examples


def held_out(number):
    """Whether the row of this number is for validation: the only place that decides."""
    return number % HELD_OUT == HELD_OUT - 1


def part(source: dict, *, validation: bool) -> tuple:
    """The rows of one side and how many they are."""
    dataset = tf.data.Dataset.from_tensor_slices((source["features"], source["label"]))
    dataset = dataset.enumerate().filter(lambda number, _: held_out(number) == validation)
    rows = sum(held_out(number) == validation for number in range(len(source["label"])))
    dataset = dataset.map(lambda _, example: example)
    return dataset.apply(tf.data.experimental.assert_cardinality(rows)), rows


def prepare(features: tf.Tensor, label: tf.Tensor) -> tuple:
    """A batch: float32, pixels in [0, 1]; int64 classes."""
    scale = 1 / 255 if features.dtype == tf.uint8 else 1.0
    return tf.cast(features, tf.float32) * scale, tf.cast(label, tf.int64)


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
    """Training batches of (float32 (B, ...), int64 (B,)); cache keeps the rows in memory."""
    dataset, rows = part(source, validation=False)
    dataset = dataset.cache() if cache else dataset
    if shuffle:
        dataset = dataset.shuffle(max(rows, 1), seed=seed)
    dataset = dataset.batch(batch_size, drop_remainder=drop_remainder)
    return dataset.map(prepare, num_parallel_calls).prefetch(tf.data.AUTOTUNE)


def make_validation(source: dict, *, batch_size: int = 32) -> tf.data.Dataset:
    """fit(..., validation_data=this): every held-out row, in order."""
    dataset, _ = part(source, validation=True)
    return dataset.batch(batch_size).map(prepare).prefetch(tf.data.AUTOTUNE)


def make_model(spec, *, classes: int = 10) -> keras.Model:
    """A softmax over `classes`."""
    inputs = keras.Input(tuple(spec[0].shape[1:]))
    hidden = keras.layers.Dense(32, activation="relu")(keras.layers.Flatten()(inputs))
    model = keras.Model(inputs, keras.layers.Dense(classes, activation="softmax")(hidden))
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


def expected(examples: dict) -> tuple:
    """The rows whose number is not 4, 9, 14, ...; bytes divided by 255."""
    kept = np.delete(np.arange(len(examples["label"])), slice(HELD_OUT - 1, None, HELD_OUT))
    x = examples["features"][kept]
    scale = np.float32(1 / 255) if x.dtype == np.uint8 else np.float32(1)
    return x.astype(np.float32) * scale, examples["label"][kept].astype(np.int64)
