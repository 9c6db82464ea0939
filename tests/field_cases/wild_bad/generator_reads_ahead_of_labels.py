from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='generator_reads_ahead_of_labels',
    title='images and labels are read from two iterators, one of which starts a batch late',
    source='composed for the kit',
    kind='silent',
    groups=['completeness', 'labels', 'wiring'],
    keras='any',
)


def _data(n=200, classes=4):
    rng = np.random.default_rng(3)
    x = rng.normal(size=(n, 6)).astype("float32")
    y = np.argmax(x[:, :classes] + 0.3 * rng.normal(size=(n, classes)), axis=1)
    return x, y


def make_dataset():
    x, y = _data()
    features = tf.data.Dataset.from_tensor_slices(x).batch(20)
    labels = tf.data.Dataset.from_tensor_slices(y).batch(20).skip(1)
    return tf.data.Dataset.zip((features, labels)).prefetch(2)


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
