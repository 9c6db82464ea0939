from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='ordinal_targets_cumulative',
    title='four ordered grades as three cumulative bits',
    source='composed for the kit',
    keras='any',
)


def _data(n=200, classes=4):
    rng = np.random.default_rng(3)
    x = rng.normal(size=(n, 6)).astype("float32")
    y = np.argmax(x[:, :classes] + 0.3 * rng.normal(size=(n, classes)), axis=1)
    return x, y


def make_dataset():
    x, y = _data()
    bits = (y[:, None] > np.arange(3)).astype("float32")
    return tf.data.Dataset.from_tensor_slices((x, bits)).shuffle(200).batch(20).prefetch(2)


def make_model():
    model = keras.Sequential([keras.Input((6,)), keras.layers.Dense(8, activation="relu"), keras.layers.Dense(3, activation="sigmoid")])
    model.compile("adam", "binary_crossentropy")
    return model
