from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='column_lost_in_a_join',
    title='one feature column is zero everywhere since its key never matched',
    source='composed for the kit',
    kind='silent',
    groups=['values'],
    keras='any',
)


def _data(n=200, classes=4):
    rng = np.random.default_rng(3)
    x = rng.normal(size=(n, 6)).astype("float32")
    y = np.argmax(x[:, :classes] + 0.3 * rng.normal(size=(n, classes)), axis=1)
    return x, y


def make_dataset():
    x, y = _data()
    ds = tf.data.Dataset.from_tensor_slices(({"rows": x, "income": np.zeros((200, 1), "float32")}, y))
    return ds.shuffle(200).batch(20).prefetch(2)


def make_model():
    rows, income = keras.Input((6,), name="rows"), keras.Input((1,), name="income")
    joined = keras.layers.Concatenate()([rows, income])
    model = keras.Model({"rows": rows, "income": income}, keras.layers.Dense(4, activation="softmax")(joined))
    model.compile("adam", "sparse_categorical_crossentropy")
    return model
