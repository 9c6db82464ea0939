from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='windows_split_in_time',
    title='windows of one series, the later part held out with a gap',
    source='composed for the kit',
    keras='any',
)


def _windows(start, end):
    s = np.cumsum(np.random.default_rng(1).normal(size=400)).astype("float32") / 10
    return np.stack([s[i : i + 25] for i in range(start, end)])


def make_dataset():
    w = _windows(0, 275)
    return tf.data.Dataset.from_tensor_slices((w[:, :24], w[:, 24:])).shuffle(275).batch(20).prefetch(2)


def make_validation():
    w = _windows(300, 375)
    return tf.data.Dataset.from_tensor_slices((w[:, :24], w[:, 24:])).batch(20)


def make_model():
    model = keras.Sequential(
        [
            keras.Input((24,)),
            keras.layers.Dense(8, activation="relu"),
            keras.layers.Dense(1),
        ]
    )
    model.compile("adam", "mse")
    return model
