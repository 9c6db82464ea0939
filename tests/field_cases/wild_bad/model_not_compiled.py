from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='model_not_compiled',
    title='the model was never compiled',
    source='composed for the kit',
    kind='error',
    groups=['training', 'wiring'],
    keras='any',
)


def _data(n=200, classes=4):
    rng = np.random.default_rng(3)
    x = rng.normal(size=(n, 6)).astype("float32")
    y = np.argmax(x[:, :classes] + 0.3 * rng.normal(size=(n, classes)), axis=1)
    return x, y


def make_dataset():
    x, y = _data()
    pass
    return tf.data.Dataset.from_tensor_slices((x, y)).shuffle(200).batch(20).prefetch(2)


def make_model():
    return keras.Sequential([keras.Input((6,)), keras.layers.Dense(4, activation="softmax")])
