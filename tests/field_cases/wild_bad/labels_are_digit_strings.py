from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='labels_are_digit_strings',
    title='class numbers read from a file name stay strings',
    source='composed for the kit',
    kind='error',
    groups=['labels'],
    keras='any',
)


def _data(n=200, classes=4):
    rng = np.random.default_rng(3)
    x = rng.normal(size=(n, 6)).astype("float32")
    y = np.argmax(x[:, :classes] + 0.3 * rng.normal(size=(n, classes)), axis=1)
    return x, y


def make_dataset():
    x, y = _data()
    names = np.array([f"img_{i}_{c}.png" for i, c in enumerate(y)])
    ds = tf.data.Dataset.from_tensor_slices((x, names)).shuffle(200).batch(20)
    return ds.map(lambda a, n: (a, tf.strings.regex_replace(n, r"img_\d+_|.png", ""))).prefetch(2)


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
