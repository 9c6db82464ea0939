from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='outputs_given_in_list_order',
    title='two outputs of one shape; the targets come as a tuple in the other order',
    source='composed for the kit',
    kind='silent',
    groups=['wiring', 'labels'],
    keras='any',
)


def _data(n=200, classes=4):
    rng = np.random.default_rng(3)
    x = rng.normal(size=(n, 6)).astype("float32")
    y = np.argmax(x[:, :classes] + 0.3 * rng.normal(size=(n, classes)), axis=1)
    return x, y


def make_dataset():
    x, y = _data()
    price, sold = np.exp(x.sum(1, keepdims=True)).astype("float32") * 100, (y > 1).astype("float32")[:, None]
    ds = tf.data.Dataset.from_tensor_slices((x, (price, sold)))
    return ds.shuffle(200).batch(20).prefetch(2)


def make_model():
    inputs = keras.Input((6,))
    hidden = keras.layers.Dense(8, activation="relu")(inputs)
    sold = keras.layers.Dense(1, activation="sigmoid", name="sold")(hidden)
    price = keras.layers.Dense(1, name="price")(hidden)
    model = keras.Model(inputs, [sold, price])
    model.compile("adam", ["binary_crossentropy", "mse"])
    return model
