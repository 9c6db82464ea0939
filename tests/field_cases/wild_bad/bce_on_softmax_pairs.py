from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='bce_on_softmax_pairs',
    title='labels 0 and 1 against Dense(2, softmax) under binary cross-entropy',
    source='composed for the kit',
    kind='silent',
    groups=['labels'],
    keras='any',
)


def _data(n=200, classes=4):
    rng = np.random.default_rng(3)
    x = rng.normal(size=(n, 6)).astype("float32")
    y = np.argmax(x[:, :classes] + 0.3 * rng.normal(size=(n, classes)), axis=1)
    return x, y


def make_dataset():
    x, y = _data()
    return tf.data.Dataset.from_tensor_slices((x, (y > 1).astype("float32")[:, None])).shuffle(200).batch(20).prefetch(2)


def make_model():
    model = keras.Sequential(
        [
            keras.Input((6,)),
            keras.layers.Dense(8, activation="relu"),
            keras.layers.Dense(2, activation="softmax"),
        ]
    )
    model.compile("adam", "binary_crossentropy")
    return model
