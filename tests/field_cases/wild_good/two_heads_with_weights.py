from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='two_heads_with_weights',
    title='two outputs by name, each with its own targets and sample weights',
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
    targets = {"kind": y, "size": x.sum(1, keepdims=True)}
    weights = {"kind": np.where(y == 0, 2.0, 1.0).astype("float32"), "size": np.ones(200, "float32")}
    return tf.data.Dataset.from_tensor_slices((x, targets, weights)).shuffle(200).batch(20).prefetch(2)


def make_model():
    inputs = keras.Input((6,))
    hidden = keras.layers.Dense(8, activation="relu")(inputs)
    outputs = {"kind": keras.layers.Dense(4, activation="softmax", name="kind")(hidden),
               "size": keras.layers.Dense(1, name="size")(hidden)}
    model = keras.Model(inputs, outputs)
    model.compile("adam", {"kind": "sparse_categorical_crossentropy", "size": "mse"})
    return model
