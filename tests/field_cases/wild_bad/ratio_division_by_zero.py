from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='ratio_division_by_zero',
    title='a ratio of two columns where the divisor is sometimes 0: infinity',
    source='composed for the kit',
    kind='silent',
    groups=['values'],
    keras='any',
)


def _data(n=200, classes=4):
    rng = np.random.default_rng(3)
    x = rng.normal(size=(n, 6)).astype("float32")
    y = np.argmax(x[:, :classes] + 0.3 * rng.normal(size=(n, classes)), axis=1)
    return x, y


def make_dataset():
    x, y = _data()
    counts = np.random.default_rng(0).poisson(2.0, len(x)).astype("float32")
    x[:, 0] = np.abs(x[:, 0]) + 1
    ds = tf.data.Dataset.from_tensor_slices((x, counts, y)).shuffle(200).batch(20)

    def ratio(a, count, b):
        return tf.concat([a[:, :5], (a[:, 0] / count)[:, None]], 1), b

    return ds.map(ratio).prefetch(2)


def make_model():
    model = keras.Sequential([keras.Input((6,)), keras.layers.Dense(8, activation="relu"), keras.layers.Dense(4, activation="softmax")])
    model.compile("adam", "sparse_categorical_crossentropy")
    return model
