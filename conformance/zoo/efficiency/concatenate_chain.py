"""Looks for many datasets that are joined one by one.

Why it matters: `whole = whole.concatenate(part)` in a loop wraps each dataset around all before it, so an
element passes through up to as many iterators as there are parts. Measured on TensorFlow 2.21 with parts of
16 rows: a pass over 100 of them took 0.06 s, over 300 1.2 s and over 1,000 40 s, against 0.1 s for one
dataset of the same rows; 2.15 took 0.15 and 2.5 s. https://github.com/tensorflow/tensorflow/issues/59746

What to look at: the loop. Join the arrays before `from_tensor_slices`, or make a dataset of the files or of
the numbers of the parts, and read each in `flat_map` or `interleave`.

When to ignore it: fewer than 50 are not reported, nor is a chain whose result is cached.
"""

import numpy as np
import tensorflow as tf
from tensorflow import keras

PARTS = 60


def _rows(part):
    x = np.random.default_rng(part).normal(size=(6, 4)).astype("float32")
    return x, x.sum(1, keepdims=True)


def make_dataset():
    whole = tf.data.Dataset.from_tensor_slices(_rows(0))
    for part in range(1, PARTS):
        whole = whole.concatenate(tf.data.Dataset.from_tensor_slices(_rows(part)))
    return whole.shuffle(6 * PARTS).batch(36).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    return model


def mended_dataset():
    x, y = zip(*[_rows(part) for part in range(PARTS)])
    whole = tf.data.Dataset.from_tensor_slices((np.concatenate(x), np.concatenate(y)))
    return whole.shuffle(6 * PARTS).batch(36).prefetch(tf.data.AUTOTUNE)
