from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="from_generator_args_decoded",
    title="from_generator with the name of the split as an argument, decoded in the generator, length asserted",
    source="https://www.tensorflow.org/api_docs/python/tf/data/Dataset#from_generator",
    trap="an argument of bytes; generator behind both splits; its length is asserted by hand",
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
    chosen = {"train": range(0, 240), "valid": range(240, 300)}[split.decode()]
    for i in chosen:
        yield x[i], y[i : i + 1]


def _read(split, size):
    ds = tf.data.Dataset.from_generator(
        rows_of,
        args=[split],
        output_signature=(
            tf.TensorSpec((3,), tf.float32),
            tf.TensorSpec((1,), tf.float32),
        ),
    )
    return ds.apply(tf.data.experimental.assert_cardinality(size))


def make_dataset():
    return _read("train", 240).shuffle(240).batch(20).prefetch(tf.data.AUTOTUNE)


def make_validation():
    return _read("valid", 60).batch(20)


def make_model():
    model = keras.Sequential(
        [keras.Input((3,)), keras.layers.Dense(12, activation="relu"), keras.layers.Dense(1)]
    )
    model.compile("adam", "mse")
    return model
