from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='oversampled_before_the_split',
    title='rare rows are copied before the rows are split',
    source='composed for the kit',
    kind='silent',
    groups=['completeness'],
    keras='any',
)


def _data(n=200, classes=4):
    rng = np.random.default_rng(3)
    x = rng.normal(size=(n, 6)).astype("float32")
    y = np.argmax(x[:, :classes] + 0.3 * rng.normal(size=(n, classes)), axis=1)
    return x, y


def _parts():
    x, y = _data(300)
    rare = np.flatnonzero(y == 0)
    rows = np.concatenate([np.arange(300), np.repeat(rare, 3)])
    rows = np.random.default_rng(4).permutation(rows)
    cut = int(0.8 * len(rows))
    return (x[rows[:cut]], y[rows[:cut]]), (x[rows[cut:]], y[rows[cut:]])


def make_dataset():
    part = _parts()[0]
    return tf.data.Dataset.from_tensor_slices(part).shuffle(400).batch(20).prefetch(2)


def make_validation():
    return tf.data.Dataset.from_tensor_slices(_parts()[1]).batch(20)


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
