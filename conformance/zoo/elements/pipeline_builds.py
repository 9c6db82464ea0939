"""Looks for a factory that raises before it returns a pipeline.

Why it matters: nothing after it can be judged, so this comes first. Typical causes, as raised on
TensorFlow 2.4 to 2.21: arrays of different lengths in `from_tensor_slices` (`Dimensions 240 and
220 are not compatible`), a layer created inside a mapped function (`only supports singleton
tf.Variables`), a symbolic tensor handed to `np.load` or `open`, and float32 meeting float64 in an
operation, which TensorFlow does not convert
(https://www.tensorflow.org/api_docs/python/tf/data/Dataset#from_tensor_slices).

What to look at: the finding gives the cause in a clause, the error's own words, and the line of
your code. A length that is unknown (`len(dataset)`) is left to the checks of completeness.

When to ignore it: never. If the data is not there on this machine (a path, credentials), point the
factory at a sample with `--set`.
"""

import numpy as np
import tensorflow as tf
from tensorflow import keras


def _rows():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(240, 6)).astype("float32")
    return x, (x.sum(axis=1) > 0).astype("float32")


def _batches(x, y):
    rows = tf.data.Dataset.from_tensor_slices((x, y))
    return rows.shuffle(240).batch(24).prefetch(tf.data.AUTOTUNE)


def make_dataset():
    x, y = _rows()
    return _batches(x, y[:220])  # the labels of a shorter export


def make_model():
    model = keras.Sequential([keras.Input((6,)), keras.layers.Dense(1, activation="sigmoid")])
    model.compile("sgd", "binary_crossentropy")
    return model


def mended_dataset():
    return _batches(*_rows())
