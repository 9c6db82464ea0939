from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="concat_of_mixed_dtypes",
    title="tf.concat of float and integer columns in map",
    source=(
        "https://www.tensorflow.org/tutorials/load_data/csv (mixed column types are cast "
        "before stacking)"
    ),
    kind="error",
    cause="dtype-mismatch",
    groups=["elements", "training"],
    keras="any",
    explain=(
        "decode_csv gives float and int columns by the type of the defaults; stack does not "
        "convert. Cast first."
    ),
)


def make_dataset():
    rng = np.random.default_rng(15)
    lines = [
        f"{a:.2f},{b},{c}"
        for a, b, c in zip(rng.normal(size=200), rng.integers(0, 9, 200), rng.integers(0, 2, 200))
    ]

    def parse(line):
        size, rooms, sold = tf.io.decode_csv(line, [0.0, 0, 0.0])
        return tf.stack([size, rooms]), sold

    ds = tf.data.Dataset.from_tensor_slices(lines).shuffle(200)
    return ds.map(parse, num_parallel_calls=tf.data.AUTOTUNE).batch(20).prefetch(1)


def make_model():
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1, activation="sigmoid")])
    model.compile("adam", "binary_crossentropy")
    return model
