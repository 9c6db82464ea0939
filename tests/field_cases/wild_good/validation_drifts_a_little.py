from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='validation_drifts_a_little',
    title='validation rows are later and a little off',
    source='composed for the kit',
    keras='any',
)


def _data(n=200, classes=4):
    rng = np.random.default_rng(3)
    x = rng.normal(size=(n, 6)).astype("float32")
    y = np.argmax(x[:, :classes] + 0.3 * rng.normal(size=(n, classes)), axis=1)
    return x, y


def make_dataset():
    x, y = _data()
    return tf.data.Dataset.from_tensor_slices((x[:160], y[:160])).shuffle(160).batch(20).prefetch(2)


def make_validation():
    x, y = _data()
    return tf.data.Dataset.from_tensor_slices((x[160:] * 1.4 + 0.8, y[160:])).batch(20)


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
