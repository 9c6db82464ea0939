"""Looks for columns that are an average of targets, the row's own among them.

Why it matters: the mean of the week is a good feature of a forecast, as long as the week is over. Without
`shift(1)` a rolling mean holds the day itself, and a centred one (`center=True`, `np.convolve` with
`mode="same"`) the days after it: the model subtracts the others and has the answer. The score is
excellent until the model is used, when these days have not come.
https://pandas.pydata.org/docs/reference/api/pandas.DataFrame.rolling.html: the window ends with the row itself

What to look at: the weights in the finding. They were solved for from the rows as they came; that a
sum holds to rounding in most of at least 150 rows is no chance.

When to ignore it: when the target is to be taken out of its average, as a first test.
"""

import numpy as np
import tensorflow as tf
from tensorflow import keras


def _days(shift):
    sales = 5 + np.random.default_rng(0).normal(size=420).cumsum() * 0.3
    week = np.array([sales[i - 6 - shift : i + 1 - shift].mean() for i in range(10, 420)])
    x = np.stack([week, sales[8:-2]], axis=1) - 5
    y = sales[10:, None] - 5
    return x.astype("float32"), y.astype("float32")


def _dataset(shift):
    data = tf.data.Dataset.from_tensor_slices(tuple(part[:210] for part in _days(shift)))
    return data.shuffle(210).batch(21).prefetch(tf.data.AUTOTUNE)


def make_dataset():
    return _dataset(0)


def _held_out(shift):
    return tf.data.Dataset.from_tensor_slices(tuple(part[220:] for part in _days(shift))).batch(38)


def make_validation():
    return _held_out(0)


def make_model():
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    return model


def mended_dataset():
    return _dataset(1)


def mended_validation():
    return _held_out(1)
