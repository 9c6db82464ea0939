"""Looks for a declared number of elements that is not the delivered one.

Why it matters: `assert_cardinality(n)` is a promise. When the data hold another number, the epoch
ends with `Input dataset was expected to contain 200 elements but contained ...`, in the last batch of
the first epoch, hours after the start of a long one.
https://www.tensorflow.org/api_docs/python/tf/data/experimental/assert_cardinality

What to look at: the declared and the counted number, and where the assertion stands: before batch it
counts examples, after it batches. Counts written into the code go stale when files are added.

When to ignore it: never; compute the number from the source.
"""

import numpy as np
import tensorflow as tf
from tensorflow import keras

_RNG = np.random.default_rng(0)
_X = _RNG.normal(size=(480, 4)).astype("float32")
_Y = _X.sum(1, keepdims=True)
_POSITIVE = int((_X[:, 0] > 0).sum())


def _promising(count):
    rows = tf.data.Dataset.from_tensor_slices((_X, _Y)).filter(lambda x, y: x[0] > 0)
    rows = rows.shuffle(480).apply(tf.data.experimental.assert_cardinality(count))
    return rows.batch(16).prefetch(tf.data.AUTOTUNE)


def make_dataset():
    return _promising(_POSITIVE + 32)


def make_model():
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    return model


def mended_dataset():
    return _promising(_POSITIVE)
