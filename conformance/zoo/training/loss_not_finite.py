"""Looks for a loss that becomes NaN or infinite within ten steps although the data is finite.

Why it matters: from then on every weight is NaN and nothing is learned; fit goes on to the last
epoch without a word unless `TerminateOnNaN` is among the callbacks
(https://keras.io/api/callbacks/terminate_on_nan/).

What to look at: the size of targets and features, the learning rate, logarithms and divisions in a
loss of your own, `from_logits`.

When to ignore it: never. NaN in the data is reported as not-finite, with the component and row.
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
    return _rows().shuffle(240).batch(24).prefetch(tf.data.AUTOTUNE)


def _model(rate):
    model = keras.Sequential([keras.Input((6,)), keras.layers.Dense(1)])
    model.compile(keras.optimizers.SGD(rate), "mse")
    return model


def make_model():
    return _model(1e20)


def mended_model():
    return _model(0.01)
