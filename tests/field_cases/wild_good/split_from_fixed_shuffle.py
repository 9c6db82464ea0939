from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="split_from_fixed_shuffle",
    title=(
        "take/skip of a seeded shuffle with reshuffle_each_iteration=False, then a second "
        "shuffle for training"
    ),
    source=(
        "https://www.tensorflow.org/api_docs/python/tf/data/Dataset#shuffle "
        "(reshuffle_each_iteration)"
    ),
    trap="shuffle before take/skip; two shuffles; rows sorted by class",
    keras="any",
)

_rng = np.random.default_rng(24)
_y = np.repeat([0, 1, 2, 3], 100)
_x = (_rng.normal(size=(400, 5)) + _y[:, None] / 2).astype("float32")
_mixed = tf.data.Dataset.from_tensor_slices((_x, _y)).shuffle(
    400, seed=7, reshuffle_each_iteration=False
)


def make_dataset():
    return _mixed.take(320).shuffle(320).batch(32).prefetch(tf.data.AUTOTUNE)


def make_validation():
    return _mixed.skip(320).batch(40).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential(
        [
            keras.Input((5,)),
            keras.layers.Dense(16, activation="relu"),
            keras.layers.Dense(4, activation="softmax"),
        ]
    )
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model
