from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='sample_weights_fnlwgt',
    title='a survey weight in the hundred thousands is used as sample_weight',
    source='composed for the kit',
    kind='silent',
    groups=['labels', 'wiring'],
    keras='any',
)


def _data(n=200, classes=4):
    rng = np.random.default_rng(3)
    x = rng.normal(size=(n, 6)).astype("float32")
    y = np.argmax(x[:, :classes] + 0.3 * rng.normal(size=(n, classes)), axis=1)
    return x, y


def make_dataset():
    x, y = _data()
    weight = np.random.default_rng(9).integers(12000, 900000, len(x)).astype("float32")
    return tf.data.Dataset.from_tensor_slices((x, y, weight)).shuffle(200).batch(20).prefetch(2)


def make_model():
    model = keras.Sequential([keras.Input((6,)), keras.layers.Dense(8, activation="relu"), keras.layers.Dense(4, activation="softmax")])
    model.compile("sgd", "sparse_categorical_crossentropy")
    return model
