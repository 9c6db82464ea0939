from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='lookup_labels_start_at_one',
    title='labels come from a table that keeps 0 for unknown words',
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


NAMES = ["ant", "bee", "cow", "dog"]


def make_dataset():
    x, y = _data()
    table = tf.lookup.StaticHashTable(tf.lookup.KeyValueTensorInitializer(NAMES, tf.range(1, 5, dtype=tf.int64)), 0)
    names = np.array(NAMES)[y]
    ds = tf.data.Dataset.from_tensor_slices((x, names)).shuffle(200).batch(20)
    return ds.map(lambda a, b: (a, table.lookup(b))).prefetch(2)


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
