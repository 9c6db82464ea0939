from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='seq_shuffles_y_only',
    title='on_epoch_end shuffles the labels only',
    source='composed for the kit',
    kind='silent',
    groups=['completeness', 'randomness', 'labels'],
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
        return 10

    def on_epoch_end(self):
        np.random.shuffle(self.y)

    def __getitem__(self, index):
        part = slice(index * 20, (index + 1) * 20)
        return self.x[part], self.y[part]


def make_dataset():
    return Rows()


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
