from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='seq_extra_key',
    title='a Sequence yields one key more than there are inputs',
    source='composed for the kit',
    kind='silent',
    groups=['wiring'],
    keras='3',
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
        self.order = np.random.permutation(len(self.x))

    def __len__(self):
        return 10

    def on_epoch_end(self):
        np.random.shuffle(self.order)

    def __getitem__(self, index):
        rows = self.order[index * 20 : (index + 1) * 20]
        x = self.x[rows]
        return {"a": x[:, :3], "aa": x[:, 1:4], "b": x[:, 3:]}, self.y[rows]


def make_dataset():
    return Rows()


def make_model():
    a, b = keras.Input((3,), name="a"), keras.Input((3,), name="b")
    model = keras.Model({"a": a, "b": b}, keras.layers.Dense(4, activation="softmax")(keras.layers.Concatenate()([a, b])))
    model.compile("adam", "sparse_categorical_crossentropy")
    return model
