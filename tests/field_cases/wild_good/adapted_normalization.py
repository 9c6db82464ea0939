from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='adapted_normalization',
    title='raw columns, Normalization adapted on the training rows',
    source='composed for the kit',
    keras='any',
)


def _data(n=200, classes=4):
    rng = np.random.default_rng(3)
    x = rng.normal(size=(n, 6)).astype("float32")
    y = np.argmax(x[:, :classes] + 0.3 * rng.normal(size=(n, classes)), axis=1)
    return x, y


UNITS = np.array([1.0, 1000.0, 0.01, 5.0, 60.0, 1.0], "float32")


def make_dataset():
    x, y = _data()
    return tf.data.Dataset.from_tensor_slices((x * UNITS + UNITS, y)).shuffle(200).batch(20).prefetch(2)


def make_model():
    x, _ = _data()
    norm = keras.layers.Normalization()
    norm.adapt(x * UNITS + UNITS)
    model = keras.Sequential([keras.Input((6,)), norm, keras.layers.Dense(4, activation="softmax")])
    model.compile("adam", "sparse_categorical_crossentropy")
    return model
