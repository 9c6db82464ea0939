from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='squeezed_last_row',
    title='tf.squeeze of labels (B, 1): the last batch has one row and its labels become a scalar',
    source='composed for the kit',
    kind='error',
    groups=['elements', 'labels'],
    keras='any',
)


def _data(n=200, classes=4):
    rng = np.random.default_rng(3)
    x = rng.normal(size=(n, 6)).astype("float32")
    y = np.argmax(x[:, :classes] + 0.3 * rng.normal(size=(n, classes)), axis=1)
    return x, y


def make_dataset():
    x, y = _data(201)
    ds = tf.data.Dataset.from_tensor_slices((x, y[:, None])).batch(20)
    return ds.map(lambda a, b: (a, tf.squeeze(b))).prefetch(2)


def make_model():
    model = keras.Sequential([keras.Input((6,)), keras.layers.Dense(8, activation="relu"), keras.layers.Dense(4, activation="softmax")])
    model.compile("adam", "sparse_categorical_crossentropy")
    return model
