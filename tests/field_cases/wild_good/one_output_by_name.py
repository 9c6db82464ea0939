from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='one_output_by_name',
    title='the only target in a dict under its output name',
    source='composed for the kit',
    keras='any',
)


def _data(n=200, classes=4):
    rng = np.random.default_rng(3)
    x = rng.normal(size=(n, 6)).astype("float32")
    y = np.argmax(x[:, :classes] + 0.3 * rng.normal(size=(n, classes)), axis=1)
    return x, y


def make_dataset():
    x, y = _data()
    return tf.data.Dataset.from_tensor_slices(({"rows": x}, {"kind": y})).shuffle(200).batch(20).prefetch(2)


def make_model():
    inputs = keras.Input((6,), name="rows")
    outputs = {"kind": keras.layers.Dense(4, activation="softmax", name="kind")(inputs)}
    model = keras.Model({"rows": inputs}, outputs)
    model.compile("adam", {"kind": "sparse_categorical_crossentropy"})
    return model
