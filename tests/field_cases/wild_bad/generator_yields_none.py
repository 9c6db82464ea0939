from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='generator_yields_none',
    title='a reader returns None for a row it cannot parse',
    source='composed for the kit',
    kind='error',
    groups=['elements'],
    keras='any',
)


def _data(n=200, classes=4):
    rng = np.random.default_rng(3)
    x = rng.normal(size=(n, 6)).astype("float32")
    y = np.argmax(x[:, :classes] + 0.3 * rng.normal(size=(n, classes)), axis=1)
    return x, y


def make_dataset():
    x, y = _data()

    def rows():
        for i in range(200):
            yield (None if i == 130 else x[i]), y[i]

    ds = tf.data.Dataset.from_generator(rows, output_signature=(tf.TensorSpec((6,), tf.float32), tf.TensorSpec((), tf.int64)))
    return ds.apply(tf.data.experimental.assert_cardinality(200)).shuffle(50).batch(20).prefetch(2)


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
