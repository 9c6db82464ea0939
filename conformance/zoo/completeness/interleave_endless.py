"""Looks for interleave over sources that repeat without end.

Why it matters: `interleave` keeps `cycle_length` sources open and opens the next one when one of them
ends. With `.repeat()` inside the function none ends: the first `cycle_length` files are read for ever
and the others never. Nothing raises, and with `steps_per_epoch` every epoch looks complete.

What to look at: the function given to `interleave` (or `flat_map`, which reads one at a time).

When to ignore it: never; where all sources are open at once (`cycle_length` as large as their number)
nothing is said.
"""

import numpy as np
import tensorflow as tf
from tensorflow import keras

FIT = {"steps_per_epoch": 8}


def _rows(part):
    """The rows of one of six files."""
    x = tf.random.stateless_normal((20, 4), seed=[1, tf.cast(part, tf.int32)])
    y = tf.cast(tf.reduce_sum(x, axis=1) > 0, tf.float32)
    return tf.data.Dataset.from_tensor_slices((x, y))


def make_dataset():
    files = tf.data.Dataset.from_tensor_slices(np.arange(6))
    rows = files.interleave(lambda part: _rows(part).repeat(), cycle_length=2)
    return rows.shuffle(120).batch(15).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1, activation="sigmoid")])
    model.compile("sgd", "binary_crossentropy")
    return model


def mended_dataset():
    files = tf.data.Dataset.from_tensor_slices(np.arange(6))
    rows = files.interleave(_rows, cycle_length=2)
    return rows.shuffle(120).repeat().batch(15).prefetch(tf.data.AUTOTUNE)
