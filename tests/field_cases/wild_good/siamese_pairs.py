from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='siamese_pairs',
    title='pairs of rows and whether they are of one class',
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
    other = np.random.default_rng(1).permutation(200)
    same = (y == y[other]).astype("float32")
    ds = tf.data.Dataset.from_tensor_slices(({"left": x, "right": x[other]}, same))
    return ds.shuffle(200).batch(20).prefetch(tf.data.AUTOTUNE)


def make_model():
    left, right = keras.Input((6,), name="left"), keras.Input((6,), name="right")
    code = keras.layers.Dense(8, activation="relu")
    apart = keras.layers.Subtract()([code(left), code(right)])
    model = keras.Model({"left": left, "right": right}, keras.layers.Dense(1, activation="sigmoid")(keras.layers.Multiply()([apart, apart])))
    model.compile("adam", "binary_crossentropy")
    return model
