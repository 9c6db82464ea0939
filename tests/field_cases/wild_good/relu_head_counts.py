from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='relu_head_counts',
    title='counts and a relu head',
    source='composed for the kit',
    keras='any',
)


def _data(n=200, classes=4):
    rng = np.random.default_rng(3)
    x = rng.normal(size=(n, 6)).astype("float32")
    y = np.argmax(x[:, :classes] + 0.3 * rng.normal(size=(n, classes)), axis=1)
    return x, y


def make_dataset():
    x, _ = _data()
    counts = np.random.default_rng(0).poisson(np.exp(0.5 + 0.3 * x[:, :1])).astype("float32")
    return tf.data.Dataset.from_tensor_slices((x, counts)).shuffle(200).batch(20).prefetch(2)


def make_model():
    model = keras.Sequential(
        [
            keras.Input((6,)),
            keras.layers.Dense(8, activation="relu"),
            keras.layers.Dense(1, activation="softplus"),
        ]
    )
    model.compile("adam", "poisson")
    return model
