from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='sequence_with_weights',
    title='a Sequence that yields sample weights as the third element',
    source='composed for the kit',
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
        self.order = np.arange(200)
        self.on_epoch_end()

    def __len__(self):
        return 7

    def __getitem__(self, index):
        rows = self.order[index * 32 : (index + 1) * 32]
        return self.x[rows], self.y[rows], np.where(self.y[rows] == 1, 3.0, 1.0)

    def on_epoch_end(self):
        np.random.default_rng().shuffle(self.order)


def make_dataset():
    return Rows()


def make_model():
    model = keras.Sequential([keras.Input((6,)), keras.layers.Dense(8, activation="relu"), keras.layers.Dense(4, activation="softmax")])
    model.compile("adam", "sparse_categorical_crossentropy")
    return model
