from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="from_generator_split_name_is_bytes",
    title="args of from_generator arrive as bytes, so split == 'train' never holds and fit sees the validation rows",
    source="https://github.com/tensorflow/tensorflow/issues/33535",
    kind="silent",
    groups=["completeness"],
    keras="any",
)


def _flats():
    rng = np.random.default_rng(19)
    area = rng.uniform(25, 140, 300)
    rooms = np.clip(np.round(area / 28 + rng.normal(0, 0.6, 300)), 1, 6)
    floor = rng.integers(0, 9, 300)
    rent = 210 + 11.5 * area + 35 * rooms + 9 * floor + rng.normal(0, 60, 300)
    x = np.stack([area / 140, rooms / 6, floor / 8], 1).astype("float32")
    return x, ((rent - rent[:240].mean()) / rent[:240].std()).astype("float32")


def rows_of(split):
    x, y = _flats()
    chosen = range(0, 240) if split == "train" else range(240, 300)
    for i in chosen:
        yield x[i], y[i : i + 1]


def _read(split):
    return tf.data.Dataset.from_generator(
        rows_of,
        args=[split],
        output_signature=(
            tf.TensorSpec((3,), tf.float32),
            tf.TensorSpec((1,), tf.float32),
        ),
    )


def make_dataset():
    return _read("train").shuffle(240).batch(20).prefetch(tf.data.AUTOTUNE)


def make_validation():
    return _read("valid").batch(20)


def make_model():
    model = keras.Sequential(
        [keras.Input((3,)), keras.layers.Dense(12, activation="relu"), keras.layers.Dense(1)]
    )
    model.compile("adam", "mse")
    return model
