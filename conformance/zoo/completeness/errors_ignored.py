"""Looks for examples that disappear in `ignore_errors`.

Why it matters: ignore_errors drops every element whose processing raises, and counts nothing. In a
file where nine of ten records had another number of columns, 40 of 400 arrived and training ran
without a word (measured on TensorFlow 2.15 and 2.21).
https://www.tensorflow.org/api_docs/python/tf/data/experimental/ignore_errors

What to look at: the number of elements before and after. Take ignore_errors out once, read the first
error, and mend the parser. Where the number before is not known (record and text files) the check
warns that nobody counts.

When to ignore it: when a few records are known to be broken and their number is checked elsewhere:
`--skip errors-ignored`.
"""

import numpy as np
import tensorflow as tf
from tensorflow import keras


def _rows(parse):
    rng = np.random.default_rng(0)
    cells = rng.normal(size=(240, 3)).round(3).astype(str)
    cells[::4, 1] = "n/a"
    y = rng.normal(size=(240, 1)).astype("float32")
    rows = tf.data.Dataset.from_tensor_slices((cells, y))
    return rows.map(parse, num_parallel_calls=tf.data.AUTOTUNE)


def make_dataset():
    rows = _rows(lambda x, y: (tf.strings.to_number(x), y))
    rows = rows.apply(tf.data.experimental.ignore_errors())
    return rows.shuffle(240).batch(16).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    return model


def mended_dataset():
    rows = _rows(lambda x, y: (tf.strings.to_number(tf.strings.regex_replace(x, "n/a", "0")), y))
    return rows.shuffle(240).batch(16).prefetch(tf.data.AUTOTUNE)
