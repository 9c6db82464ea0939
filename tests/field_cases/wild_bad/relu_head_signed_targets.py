from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='relu_head_signed_targets',
    title='the head is a relu, half of the targets are negative',
    source='composed for the kit',
    kind='silent',
    groups=['labels'],
    keras='any',
)


def _data(n=200, classes=4):
    rng = np.random.default_rng(3)
    x = rng.normal(size=(n, 6)).astype("float32")
    y = np.argmax(x[:, :classes] + 0.3 * rng.normal(size=(n, classes)), axis=1)
    return x, y


def make_dataset():
    x, y = _data()
    target = (x.sum(1, keepdims=True) * 2).astype("float32")
    return tf.data.Dataset.from_tensor_slices((x, target)).shuffle(200).batch(20).prefetch(2)


def make_model():
    model = keras.Sequential(
        [
            keras.Input((6,)),
            keras.layers.Dense(8, activation="relu"),
            keras.layers.Dense(1, activation="relu"),
        ]
    )
    model.compile("adam", "mse")
    return model
