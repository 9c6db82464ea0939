"""Looks for windows of one series that were split into training and validation at random.

Why it matters: windows cut with a stride shorter than their length share values. Split at random,
nearly every validation window has a training window that holds all but a step of it, so the validation
score measures memory. Measured with 475 windows of stride 1, 100 of them held out: 95 % had a training
neighbour, 59 % one on either side
(https://www.tensorflow.org/tutorials/structured_data/time_series#split_the_data splits in time).

What to look at: cut the series, then make windows of each part; leave a gap of one window.

When to ignore it: never for a forecast; where windows are examples of their own (heart beats), cut them
so that they do not overlap.
"""

import numpy as np
import tensorflow as tf
from tensorflow import keras

_SERIES = np.cumsum(np.random.default_rng(1).normal(size=500)).astype("float32") / 10
_WINDOWS = np.stack([_SERIES[i : i + 25] for i in range(475)])
_ORDER = np.random.default_rng(2).permutation(475)


def _pipeline(rows, shuffle):
    windows = _WINDOWS[rows]
    dataset = tf.data.Dataset.from_tensor_slices((windows[:, :24], windows[:, 24:]))
    dataset = dataset.shuffle(len(rows)) if shuffle else dataset
    return dataset.batch(25).prefetch(tf.data.AUTOTUNE)


def make_dataset():
    return _pipeline(_ORDER[:375], True)


def make_validation():
    return _pipeline(_ORDER[375:], False)


def make_model():
    model = keras.Sequential([keras.Input((24,)), keras.layers.Dense(1)])
    model.compile("adam", "mse")
    return model


def mended_dataset():
    return _pipeline(np.arange(0, 350), True)


def mended_validation():
    return _pipeline(np.arange(375, 475), False)
