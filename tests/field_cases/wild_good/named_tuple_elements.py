from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='named_tuple_elements',
    title='elements are a named tuple of features and label',
    source='composed for the kit',
    keras='any',
)


def _data(n=200, classes=4):
    rng = np.random.default_rng(3)
    x = rng.normal(size=(n, 6)).astype("float32")
    y = np.argmax(x[:, :classes] + 0.3 * rng.normal(size=(n, classes)), axis=1)
    return x, y


import collections

Row = collections.namedtuple("Row", "features label")


def make_dataset():
    x, y = _data()
    ds = tf.data.Dataset.from_tensor_slices(Row(x, y)).shuffle(200).batch(20)
    return ds.map(lambda row: (row.features, row.label)).prefetch(2) if False else ds.map(lambda *row: tuple(row[0]) if len(row) == 1 else (row[0], row[1])).prefetch(2)


def make_model():
    model = keras.Sequential([keras.Input((6,)), keras.layers.Dense(8, activation="relu"), keras.layers.Dense(4, activation="softmax")])
    model.compile("adam", "sparse_categorical_crossentropy")
    return model
