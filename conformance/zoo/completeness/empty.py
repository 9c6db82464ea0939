"""Looks for training or validation data that hold no element at all.

Why it matters: Keras 3 returns from `fit` at once with an empty history and untrained weights, and
with empty validation data it simply reports no `val_loss`. Keras 2 raises `Unexpected result of
train_function (Empty logs)`, which does not name the filter either (measured on TensorFlow 2.15 and
2.21; https://github.com/tensorflow/tensorflow/issues/32117).

What to look at: the step after which nothing is left, which the finding names with its counts: a
filter that no element passes, a `skip` that counts batches where a number of rows was meant, a batch
with drop_remainder larger than the data, a file pattern that matches nothing.

When to ignore it: never; where a validation part may be empty, give no validation data instead.
"""

import numpy as np
import tensorflow as tf
from tensorflow import keras

_RNG = np.random.default_rng(0)
_X = _RNG.normal(size=(480, 4)).astype("float32")
_Y = _X.sum(1, keepdims=True)


def _above(threshold):
    rows = tf.data.Dataset.from_tensor_slices((_X, _Y)).filter(lambda x, y: x[0] > threshold)
    count = int((_X[:, 0] > threshold).sum())
    rows = rows.apply(tf.data.experimental.assert_cardinality(count))
    return rows.shuffle(480).batch(16).prefetch(tf.data.AUTOTUNE)


def make_dataset():
    return _above(100.0)


def make_model():
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    return model


def mended_dataset():
    return _above(0.0)
