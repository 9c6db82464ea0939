"""Looks for NaN and infinity among the targets.

Why it matters: one NaN makes the loss of its batch NaN, and after one step every weight. A sample
weight of 0 does not help, since 0 times NaN is NaN. From TensorFlow 2.9 a fused kernel can hide the
NaN of a hidden layer, so that the loss stays finite while the weights are gone and `TerminateOnNaN`
does not fire (measured on 2.9 to 2.21).

What to look at: rows without a measurement, divisions by zero, the logarithm of zero. `where` gives
the batch and the element.

When to ignore it: a loss of your own that masks NaN gives a warning; list it as an expected failure.
"""

import numpy as np
import tensorflow as tf
from tensorflow import keras


def _rows():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(240, 6)).astype("float32")
    y = x.sum(axis=1, keepdims=True)
    y[::40] = np.nan  # days without a measurement
    return tf.data.Dataset.from_tensor_slices((x, y))


def make_dataset():
    return _rows().shuffle(240).batch(24).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential([keras.Input((6,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    return model


def mended_dataset():
    rows = _rows().filter(lambda x, y: tf.reduce_all(tf.math.is_finite(y)))
    rows = rows.apply(tf.data.experimental.assert_cardinality(234))
    return rows.shuffle(234).batch(26).prefetch(tf.data.AUTOTUNE)
