from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='validation_single_class',
    title='validation rows are the tail of sorted data: one class only',
    source='composed for the kit',
    kind='silent',
    groups=['labels', 'randomness', 'completeness'],
    keras='any',
)


def _data(n=200, classes=4):
    rng = np.random.default_rng(3)
    x = rng.normal(size=(n, 6)).astype("float32")
    y = np.argmax(x[:, :classes] + 0.3 * rng.normal(size=(n, classes)), axis=1)
    return x, y


def _sorted():
    x, y = _data(400)
    order = np.argsort(y, kind="stable")
    return x[order], y[order]


def make_dataset():
    x, y = _sorted()
    return tf.data.Dataset.from_tensor_slices((x[:320], y[:320])).shuffle(320).batch(20).prefetch(2)


def make_validation():
    x, y = _sorted()
    return tf.data.Dataset.from_tensor_slices((x[320:], y[320:])).batch(20)


def make_model():
    model = keras.Sequential(
        [
            keras.Input((6,)),
            keras.layers.Dense(8, activation="relu"),
            keras.layers.Dense(4, activation="softmax"),
        ]
    )
    model.compile("adam", "sparse_categorical_crossentropy")
    return model
