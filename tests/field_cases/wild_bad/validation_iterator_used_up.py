from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='validation_iterator_used_up',
    title='validation_data is a generator that ends after the first epoch',
    source='composed for the kit',
    kind='silent',
    groups=['completeness', 'training', 'randomness'],
    keras='any',
)


def _data(n=200, classes=4):
    rng = np.random.default_rng(3)
    x = rng.normal(size=(n, 6)).astype("float32")
    y = np.argmax(x[:, :classes] + 0.3 * rng.normal(size=(n, classes)), axis=1)
    return x, y


FIT = {"epochs": 3}


def make_dataset():
    x, y = _data()
    return tf.data.Dataset.from_tensor_slices((x[:160], y[:160])).shuffle(160).batch(20).prefetch(2)


def make_validation():
    x, y = _data()
    batches = ((x[i : i + 20], y[i : i + 20]) for i in (160, 180))
    return tf.data.Dataset.from_generator(lambda: batches, output_signature=(tf.TensorSpec((None, 6), tf.float32), tf.TensorSpec((None,), tf.int64)))


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
