"""Looks for `len()` of a dataset whose length tf.data cannot know.

Why it matters: after `filter`, `flat_map`, `interleave`, `unbatch`, `from_generator` or a text or
record file, `len(dataset)` raises `TypeError: The dataset length is unknown` while the pipeline is
being built, usually in the line that computes a split (all of TensorFlow 2.4 to 2.21; the wording
differs). https://www.tensorflow.org/api_docs/python/tf/data/Dataset#cardinality

What to look at: the line in the finding. Take the number from the source (rows of the array, lines,
files), or state it once with `assert_cardinality(n)`.

When to ignore it: never; the pipeline cannot be built.
"""

import numpy as np
import tensorflow as tf
from tensorflow import keras

_RNG = np.random.default_rng(0)
_X = _RNG.normal(size=(480, 4)).astype("float32")
_Y = _X.sum(1, keepdims=True)


def _positive():
    return tf.data.Dataset.from_tensor_slices((_X, _Y)).filter(lambda x, y: x[0] > 0)


def make_dataset():
    rows = _positive()
    return rows.shuffle(len(rows)).batch(16).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    return model


def mended_dataset():
    count = int((_X[:, 0] > 0).sum())
    rows = _positive().apply(tf.data.experimental.assert_cardinality(count))
    return rows.shuffle(count).batch(16).prefetch(tf.data.AUTOTUNE)
