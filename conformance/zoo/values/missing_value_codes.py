"""Looks for codes such as -9999 that stand for a missing value and go in as numbers.

Why it matters: a model cannot know that -9999 means "not measured". Ten such cells in 360 rows of
standard normal columns move that column's mean to -278, and the squared error of a fresh model from
about 2 to a hundred thousand or more. The time-series tutorial meets the same code in its wind data
and replaces it first (https://www.tensorflow.org/tutorials/structured_data/time_series).

What to look at: the code, its column and how often it occurs. A code is reported when at least three
rows hold it, whatever number it is, and it lies 20 times further out than the range of everything else
in that column. It is a failure when a weight meets it raw and the first loss shows it, else a warning:
statistics of a Normalization are spoilt by it as well.

When to ignore it: when a Masking layer takes the code out (not reported), or when it is a real
measurement: `--skip missing-value-codes`.
"""

import numpy as np
import tensorflow as tf
from tensorflow import keras


def _rows():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(240, 4)).astype("float32")
    y = x[:, :1] + x[:, 2:3]
    x[::24, 1] = -9999
    return tf.data.Dataset.from_tensor_slices((x, y)).shuffle(240).batch(24)


def make_dataset():
    return _rows().prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    return model


def mended_dataset():
    def fill(x, y):
        return tf.where(x < -999, tf.zeros_like(x), x), y

    return _rows().map(fill, num_parallel_calls=tf.data.AUTOTUNE).prefetch(tf.data.AUTOTUNE)
