"""Looks for parts of a stream that are each reached by `skip`.

Why it matters: `pages.flat_map(lambda i: rows.skip(i * n).take(n))` looks like random access. `skip`
has no short cut through a map, a file or a generator: every page reads the stream from its beginning,
and makes what it throws away. With 30 pages that is about 15 times the parsing, with 1,000 pages 500
times.

What to look at: what stands before `skip`. Arrays in memory are not reported, since there it is cheap.

When to ignore it: a stream that is cached before the parts are cut is not reported. Two or three parts
(a split into training and validation) are not either.
"""

import numpy as np
import tensorflow as tf
from tensorflow import keras


def _rows():
    x = np.random.default_rng(0).normal(size=(240, 6)).astype("float32")
    table = tf.data.Dataset.from_tensor_slices(x)
    return table.map(lambda row: (row, tf.cast(tf.reduce_sum(row) > 0, tf.float32)))


def make_dataset():
    rows = _rows()
    pages = tf.data.Dataset.range(12).shuffle(12)
    rows = pages.flat_map(lambda i: rows.skip(i * 20).take(20))
    return rows.shuffle(60).batch(24).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential([keras.Input((6,)), keras.layers.Dense(1, activation="sigmoid")])
    model.compile("sgd", "binary_crossentropy")
    return model


def mended_dataset():
    return _rows().shuffle(240).batch(24).prefetch(tf.data.AUTOTUNE)
