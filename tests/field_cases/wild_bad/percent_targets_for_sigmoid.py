from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='percent_targets_for_sigmoid',
    title='targets are percentages 0..100 under a sigmoid',
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
    x, _ = _data()
    share = (100 / (1 + np.exp(-x.sum(1, keepdims=True)))).astype("float32")
    return tf.data.Dataset.from_tensor_slices((x, share)).shuffle(200).batch(20).prefetch(2)


def make_model():
    model = keras.Sequential(
        [
            keras.Input((6,)),
            keras.layers.Dense(8, activation="relu"),
            keras.layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.compile("adam", "mse")
    return model
