from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='seq_for_both',
    title='a Sequence for training and one for validation',
    source='composed for the kit',
    keras='any',
)


def _data(n=200, classes=4):
    rng = np.random.default_rng(3)
    x = rng.normal(size=(n, 6)).astype("float32")
    y = np.argmax(x[:, :classes] + 0.3 * rng.normal(size=(n, classes)), axis=1)
    return x, y


class Rows(keras.utils.Sequence):
    def __init__(self, part, shuffle):
        super().__init__()
        x, y = _data()
        self.x, self.y, self.mix = x[part], y[part], shuffle
        self.order = np.arange(len(self.x))

    def __len__(self):
        return -(-len(self.x) // 32)

    def on_epoch_end(self):
        if self.mix:
            np.random.shuffle(self.order)

    def __getitem__(self, index):
        rows = self.order[index * 32 : (index + 1) * 32]
        return self.x[rows], self.y[rows]


def make_dataset():
    return Rows(slice(0, 150), True)


def make_validation():
    return Rows(slice(150, 200), False)


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
