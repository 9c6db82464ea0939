from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='generator_shares_one_list',
    title='a plain generator yields [x, y] lists',
    source='composed for the kit',
    kind='error',
    groups=['wiring', 'elements', 'training'],
    keras='3',
)


def _data(n=200, classes=4):
    rng = np.random.default_rng(3)
    x = rng.normal(size=(n, 6)).astype("float32")
    y = np.argmax(x[:, :classes] + 0.3 * rng.normal(size=(n, classes)), axis=1)
    return x, y


FIT = {"steps_per_epoch": 10}


def make_dataset():
    x, y = _data()

    def batches():
        while True:
            for i in range(0, 200, 20):
                yield [x[i : i + 20], y[i : i + 20]]

    return batches()


def make_model():
    model = keras.Sequential([keras.Input((6,)), keras.layers.Dense(8, activation="relu"), keras.layers.Dense(4, activation="softmax")])
    model.compile("adam", "sparse_categorical_crossentropy")
    return model
