from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='windows_split_at_random',
    title='overlapping windows of one series are split at random',
    source='composed for the kit',
    kind='silent',
    groups=['completeness', 'values'],
    keras='any',
)


def _parts():
    s = np.cumsum(np.random.default_rng(1).normal(size=400)).astype("float32") / 10
    windows = np.stack([s[i : i + 25] for i in range(375)])
    rows = np.random.default_rng(2).permutation(375)
    return windows[rows[:300]], windows[rows[300:]]


def make_dataset():
    w = _parts()[0]
    return tf.data.Dataset.from_tensor_slices((w[:, :24], w[:, 24:])).shuffle(300).batch(20).prefetch(2)


def make_validation():
    w = _parts()[1]
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
