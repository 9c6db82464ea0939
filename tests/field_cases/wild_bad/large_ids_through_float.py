from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="large_ids_through_float",
    title="Customer numbers above 2**24 pass through a float32 input",
    source="https://keras.io/api/layers/core_layers/input/ (dtype defaults to float32)",
    kind="silent",
    cause="integer-precision-lost",
    groups=["elements", "values"],
    keras="any",
    explain=(
        "float32 holds integers exactly only up to 16777216; neighbouring customers become "
        "one. Declare the Input as int64."
    ),
    evidence="640 distinct ids, 11 distinct values after float32",
)


def make_dataset():
    rng = np.random.default_rng(21)
    customers = 900_000_000 + np.arange(640)
    y = rng.integers(0, 2, 640).astype("float32")
    ds = tf.data.Dataset.from_tensor_slices((customers[:, None], y)).shuffle(640)
    return ds.batch(64).prefetch(tf.data.AUTOTUNE)


def make_model():
    number = keras.Input((1,))
    bucket = keras.layers.Lambda(lambda t: tf.cast(t, tf.int64) % 1000, output_shape=(1,))(number)
    vector = keras.layers.Flatten()(keras.layers.Embedding(1000, 4)(bucket))
    model = keras.Model(number, keras.layers.Dense(1, activation="sigmoid")(vector))
    model.compile("adam", "binary_crossentropy", jit_compile=False)
    return model
