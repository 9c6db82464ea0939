from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='sequence_len_is_float',
    title='__len__ returns np.ceil(...), a float',
    source='composed for the kit',
    kind='error',
    groups=['training', 'completeness', 'elements'],
    keras='any',
)


def _data(n=200, classes=4):
    rng = np.random.default_rng(3)
    x = rng.normal(size=(n, 6)).astype("float32")
    y = np.argmax(x[:, :classes] + 0.3 * rng.normal(size=(n, classes)), axis=1)
    return x, y


class Rows(keras.utils.Sequence):
    def __init__(self):
        super().__init__()
        self.x, self.y = _data()

    def __len__(self):
        return np.ceil(len(self.x) / 32)

    def __getitem__(self, index):
        part = slice(index * 32, (index + 1) * 32)
        return self.x[part], self.y[part]


def make_dataset():
    return Rows()


def make_model():
    model = keras.Sequential([keras.Input((6,)), keras.layers.Dense(8, activation="relu"), keras.layers.Dense(4, activation="softmax")])
    model.compile("adam", "sparse_categorical_crossentropy")
    return model
