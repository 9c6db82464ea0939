"""Looks for random numbers and clocks of Python that are used up while a function is traced.

Why it matters: a function given to `map` runs in Python once, to build a graph; `np.random.normal`
called there becomes a constant. Measured on TensorFlow 2.15 and 2.21: 64 images over two passes got
one noise field, always the same (https://www.tensorflow.org/guide/function, "Executing Python side
effects"). Nothing raises.

What to look at: the file and line given. The state of NumPy's, Python's and your own generators is
compared before and after each function is traced, so a draw outside the function, or inside
`numpy_function`, is not meant.

When to ignore it: where one fixed draw for all examples is wanted, draw it before the function and
let the function use it; then nothing is reported.
"""

import numpy as np
import tensorflow as tf
from tensorflow import keras


def _table():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(240, 6)).astype("float32")
    return x, (x.sum(axis=1) > 0).astype("float32")


def _rows():
    return tf.data.Dataset.from_tensor_slices(_table())


def _noisy(x, y):
    return x + np.random.normal(0, 0.1, size=6).astype("float32"), y


def make_dataset():
    return _rows().shuffle(240).map(_noisy).batch(24).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential([keras.Input((6,)), keras.layers.Dense(1, activation="sigmoid")])
    model.compile("sgd", "binary_crossentropy")
    return model


def mended_dataset():
    def noisy(x, y):
        return x + tf.random.normal((6,), 0, 0.1), y

    return _rows().shuffle(240).map(noisy).batch(24).prefetch(tf.data.AUTOTUNE)
