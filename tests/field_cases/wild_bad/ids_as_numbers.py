from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='ids_as_numbers',
    title='a user id in the hundred thousands goes into Dense beside scaled features',
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
    ids = np.random.default_rng(0).permutation(np.arange(400000, 400000 + len(x))).astype("float32")
    x[:, 5] = ids
    return tf.data.Dataset.from_tensor_slices((x, y)).shuffle(200).batch(20).prefetch(2)


def make_model():
    model = keras.Sequential([keras.Input((6,)), keras.layers.Dense(8, activation="relu"), keras.layers.Dense(4, activation="softmax")])
    model.compile("adam", "sparse_categorical_crossentropy")
    return model
