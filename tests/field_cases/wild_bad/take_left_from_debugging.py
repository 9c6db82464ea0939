from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="take_left_from_debugging",
    title="take(64) from a debugging session is left in the pipeline",
    source="https://www.tensorflow.org/api_docs/python/tf/data/Dataset#take",
    kind="silent",
    cause="samples-dropped",
    groups=["completeness"],
    keras="any",
    explain="64 of 1600 rows are trained on, always the same. Remove take.",
    evidence="64 of 1600 rows are yielded, the same in each epoch",
)


def make_dataset():
    rng = np.random.default_rng(84)
    x = rng.normal(size=(1600, 6)).astype("float32")
    y = x[:, :1] - x[:, 3:4]
    ds = tf.data.Dataset.from_tensor_slices((x, y)).take(64)
    return ds.shuffle(64).batch(32).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential(
        [keras.Input((6,)), keras.layers.Dense(8, activation="relu"), keras.layers.Dense(1)]
    )
    model.compile("adam", "mse")
    return model
