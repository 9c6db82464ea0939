from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='class_weight_for_regression',
    title='class_weight beside continuous targets',
    source='composed for the kit',
    kind='silent',
    groups=['labels', 'training'],
    keras='any',
)


def _data(n=200, classes=4):
    rng = np.random.default_rng(3)
    x = rng.normal(size=(n, 6)).astype("float32")
    y = np.argmax(x[:, :classes] + 0.3 * rng.normal(size=(n, classes)), axis=1)
    return x, y


FIT = {"class_weight": {0: 1.0, 1: 5.0}}


def make_dataset():
    x, _ = _data()
    return tf.data.Dataset.from_tensor_slices((x, np.abs(x.sum(1, keepdims=True)) % 2)).shuffle(200).batch(20).prefetch(2)


def make_model():
    model = keras.Sequential(
        [
            keras.Input((6,)),
            keras.layers.Dense(8, activation="relu"),
            keras.layers.Dense(1),
        ]
    )
    model.compile("adam", "mse")
    return model
