from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="order_never_reshuffled",
    title="reshuffle_each_iteration=False on the training set",
    source=(
        "https://www.tensorflow.org/api_docs/python/tf/data/Dataset#shuffle "
        "(reshuffle_each_iteration)"
    ),
    kind="silent",
    cause="frozen-order",
    groups=["randomness"],
    keras="any",
    explain=(
        "Set for a reproducible split and kept for training: all epochs run through the same "
        "batches. Shuffle again after the split."
    ),
    evidence="epochs 1 and 2 yield the same order",
)

FIT = dict(epochs=3)


def make_dataset():
    rng = np.random.default_rng(91)
    x = rng.normal(size=(320, 6)).astype("float32")
    y = np.digitize(x[:, 0] + x[:, 1], [-1, 1])
    ds = tf.data.Dataset.from_tensor_slices((x, y))
    ds = ds.shuffle(320, seed=3, reshuffle_each_iteration=False)
    return ds.batch(32).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential(
        [
            keras.Input((6,)),
            keras.layers.Dense(8, activation="relu"),
            keras.layers.Dense(3, activation="softmax"),
        ]
    )
    model.compile("adam", "sparse_categorical_crossentropy")
    return model
