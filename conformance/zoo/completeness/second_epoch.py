"""Looks for epochs that deliver less than the first, nothing, or an error.

Why it matters: a Python generator can be read once. Wrapped as `from_generator(lambda: gen)` the same
exhausted object comes back for every epoch: 10 batches in the first, 0 in the others, with losses
[1.66, 0.0, 0.0] and no error (measured on TensorFlow 2.15 and 2.21;
https://github.com/tensorflow/tensorflow/issues/29123).

A source that is closed or deleted after the first pass is no better: the second epoch raises. So does
every error that only a later pass, a second build or the second pass over the validation data meets.

What to look at: the number of examples of two passes over the same object (three where the first two
differ). Give `from_generator` the function that makes the generator. A number that is seen to be drawn (a
random filter, weighted sources, a generator whose code draws numbers) may differ from pass to pass, by
chance but not once and for good; a plain generator is reported when fit asks for several epochs without
steps.

When to ignore it: when the source is a stream that is meant to end with the first epoch; list it under
expected failures.
"""

import numpy as np
import tensorflow as tf
from tensorflow import keras

SPEC = (tf.TensorSpec((4,), tf.float32), tf.TensorSpec((1,), tf.float32))


def _rows():
    rng = np.random.default_rng()
    for _ in range(240):
        x = rng.normal(size=4).astype("float32")
        yield x, x.sum(keepdims=True)


def _batches(rows):
    return rows.shuffle(240).batch(24).prefetch(tf.data.AUTOTUNE)


def make_dataset():
    generator = _rows()
    return _batches(tf.data.Dataset.from_generator(lambda: generator, output_signature=SPEC))


def make_model():
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    return model


def mended_dataset():
    rows = tf.data.Dataset.from_generator(_rows, output_signature=SPEC)
    return _batches(rows.apply(tf.data.experimental.assert_cardinality(240)))
