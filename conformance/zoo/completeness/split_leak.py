"""Looks for validation examples that are also trained on.

Why it matters: the validation score then measures memory. The common form is a `shuffle` before `take`
and `skip`: shuffle draws a new order in every pass, so both parts are cut anew each time. Measured
with 300 and 100 of 400 rows: three quarters of the validation rows were in the training rows of the
same epoch, all of them within three epochs (https://github.com/tensorflow/tensorflow/issues/59279).
Cuts at two different numbers, and a forgotten `skip`, do the same.

What to look at: the share of validation examples (features and target) met in training, and the cuts
the plan shows. Equal rows that occur by nature are allowed for: the share is compared with how often
training rows equal each other. Fix the order (`reshuffle_each_iteration=False`) before the cut, or
split the arrays.

When to ignore it: for a deliberate test of overfitting; list it under expected failures.
"""

import numpy as np
import tensorflow as tf
from tensorflow import keras

_RNG = np.random.default_rng(0)
_X = _RNG.normal(size=(320, 4)).astype("float32")
_ROWS = tf.data.Dataset.from_tensor_slices((_X, _X.sum(1, keepdims=True)))


def make_dataset():
    return _ROWS.take(240).shuffle(240).batch(16).prefetch(tf.data.AUTOTUNE)


def make_validation():
    return _ROWS.skip(200).batch(16)


def make_model():
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    return model


def mended_validation():
    return _ROWS.skip(240).batch(16)
