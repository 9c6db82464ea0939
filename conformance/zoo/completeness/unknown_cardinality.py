"""Looks for a dataset of unknown length that makes the optimizer count steps without a batch.

Why it matters: fit learns where such an epoch ends by running into the end, and in graph mode
`optimizer.iterations` has then been advanced once more. Two epochs of five batches give 10 steps up
to TensorFlow 2.10, 11 on 2.11 to 2.15 and 12 on Keras 3 (2.16 to 2.21), so learning-rate schedules
and Adam's bias correction run ahead, and with `steps_per_epoch` the second epoch can be empty.

What to look at: the step that makes the length unknown (`filter`, `flat_map`, `interleave`,
`from_generator`, `unbatch`, a file reader) and the counts measured on the version in use. State the
number of batches at the end with `assert_cardinality`.
https://www.tensorflow.org/api_docs/python/tf/data/experimental/assert_cardinality

When to ignore it: when neither the schedule nor the optimizer depends on the exact step, as plain SGD
with a constant rate; `--skip unknown-cardinality`.
"""

import numpy as np
import tensorflow as tf
from tensorflow import keras

_RNG = np.random.default_rng(0)
_X = _RNG.normal(size=(480, 4)).astype("float32")
_Y = _X.sum(1, keepdims=True)


def NEEDS():
    """The extra steps came with the optimizers of TensorFlow 2.11."""
    return tuple(int(part) for part in tf.__version__.split(".")[:2]) >= (2, 11)


def make_dataset():
    rows = tf.data.Dataset.from_tensor_slices((_X, _Y)).filter(lambda x, y: x[0] > 0)
    return rows.shuffle(480).batch(16).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    return model


def mended_dataset():
    batches = -(-int((_X[:, 0] > 0).sum()) // 16)
    return make_dataset().apply(tf.data.experimental.assert_cardinality(batches))
