"""Looks for values that from_generator loses by casting them to `output_signature`.

Why it matters: the signature's dtype is applied without a word. A generator of values in 0..1
declared as int32 gave a data set that holds only zeros, on TensorFlow 2.15 and 2.21; fit ran
(https://www.tensorflow.org/api_docs/python/tf/data/Dataset#from_generator).

What to look at: the finding quotes a value as yielded and as it arrived. Declare the dtype that is
yielded and cast in a `map`, where the cast can be seen.

When to ignore it: when the cast is meant, for instance whole numbers kept as floats on disk; those
are not reported, since nothing is lost. Values that overflow or lose a fraction always are.
"""

import numpy as np
import tensorflow as tf
from tensorflow import keras


def _rows():
    rng = np.random.default_rng(0)
    for _ in range(240):
        x = rng.uniform(-2, 2, size=4)
        yield x, x.sum(keepdims=True)


def _batches(dtype):
    signature = (tf.TensorSpec((4,), dtype), tf.TensorSpec((1,), tf.float32))
    rows = tf.data.Dataset.from_generator(_rows, output_signature=signature)
    rows = rows.apply(tf.data.experimental.assert_cardinality(240))
    return rows.cache().shuffle(240).batch(24).prefetch(tf.data.AUTOTUNE)


def make_dataset():
    return _batches(tf.int32)


def make_model():
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    return model


def mended_dataset():
    return _batches(tf.float32)
