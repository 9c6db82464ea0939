"""Looks for a feature that is the number of its row.

Why it matters: `to_csv` writes the index, and `read_csv` makes a column of it. Where the file is sorted
by class, that column alone says the class: measured on TensorFlow 2.15 and 2.21, a validation accuracy
of 0.97 where 0.6 is what the other columns allow, and nothing of it holds for new rows.

What to look at: a column whose values lie one step apart, each once, few missing; scaled or not. Leave it out
(`index_col=0`, `index=False`).

When to ignore it: where the classes do not follow the numbers, or these were standardised, it is a
warning: a time that counts on, or an even grid, may be meant. A single feature, ids that are looked up,
and sequences are not reported.
"""

import numpy as np
import tensorflow as tf
from tensorflow import keras

ROWS = 240


def _table():
    rng = np.random.default_rng(0)
    label = np.sort(rng.integers(0, 2, ROWS))
    x = rng.normal(size=(ROWS, 3)) + 0.3 * label[:, None]
    return np.column_stack([np.arange(ROWS), x]).astype("float32"), label.astype("float32")


def _rows(first):
    x, y = _table()
    data = tf.data.Dataset.from_tensor_slices((x[:, first:], y)).shuffle(ROWS)
    return data.batch(16).prefetch(tf.data.AUTOTUNE)


def make_dataset():
    return _rows(0)


def _model(width):
    layers = [keras.layers.BatchNormalization(), keras.layers.Dense(1, activation="sigmoid")]
    model = keras.Sequential([keras.Input((width,)), *layers])
    model.compile("sgd", "binary_crossentropy")
    return model


def make_model():
    return _model(4)


def mended_dataset():
    return _rows(1)


def mended_model():
    return _model(3)
