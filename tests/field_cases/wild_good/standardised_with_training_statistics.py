from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='standardised_with_training_statistics',
    title='mean and deviation of the training rows scale both parts',
    source='composed for the kit',
    keras='any',
)


def _data(n=200, classes=4):
    rng = np.random.default_rng(3)
    x = rng.normal(size=(n, 6)).astype("float32")
    y = np.argmax(x[:, :classes] + 0.3 * rng.normal(size=(n, classes)), axis=1)
    return x, y


def _parts():
    x, y = _data()
    x = x * np.float32(12) + np.float32(50)
    mean, std = x[:150].mean(0), x[:150].std(0)
    return (x - mean) / std, y


def make_dataset():
    x, y = _parts()
    return tf.data.Dataset.from_tensor_slices((x[:150], y[:150])).shuffle(150).batch(20).prefetch(2)


def make_validation():
    x, y = _parts()
    return tf.data.Dataset.from_tensor_slices((x[150:], y[150:])).batch(20)


def make_model():
    model = keras.Sequential([keras.Input((6,)), keras.layers.Dense(8, activation="relu"), keras.layers.Dense(4, activation="softmax")])
    model.compile("adam", "sparse_categorical_crossentropy")
    return model
