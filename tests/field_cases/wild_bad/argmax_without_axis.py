from __future__ import annotations

import os
import tempfile

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="argmax_without_axis",
    title="tf.argmax without an axis turns a batch of one-hot labels into one row number per class",
    source="composed",
    kind="error",
    groups=["elements", "labels"],
    keras="any",
)


def make_dataset():
    rng = np.random.default_rng(34)
    folder = tempfile.mkdtemp()
    n = 240
    weather = rng.integers(0, 4, n)
    x = rng.normal(size=(n, 6)).astype("float32")
    x[np.arange(n), weather] += 2
    path = os.path.join(folder, "weather.npz")
    np.savez(path, x=x, y=np.eye(4, dtype="float32")[weather])

    with np.load(path) as data:
        ds = tf.data.Dataset.from_tensor_slices((data["x"], data["y"]))
    ds = ds.shuffle(n).batch(20)
    return ds.map(lambda a, b: (a, tf.argmax(b))).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential(
        [
            keras.Input((6,)),
            keras.layers.Dense(12, activation="relu"),
            keras.layers.Dense(4, activation="softmax"),
        ]
    )
    model.compile("adam", "sparse_categorical_crossentropy")
    return model
