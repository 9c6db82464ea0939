"""Looks for steps of the pipeline that call Python: py_function, numpy_function.

Why it matters: the graph holds only a token for the Python function. tf.data refuses to save the
position of such a pipeline (`PyFunc is stateful`, TensorFlow 2.4 to 2.21), a tf.data service worker
in another process answers "callback pyfunc_0 is not found", and calls wait for one another on
Python's lock (https://www.tensorflow.org/api_docs/python/tf/numpy_function).

What to look at: whether TensorFlow has ops for the step (tf.io, tf.image, tf.strings, tf.signal), or
whether it can be done once, before training.

When to ignore it: where neither holds. `--skip python-state`. A source in Python (`from_generator`)
is not reported.
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
    def scaled(x, y):
        out = tf.numpy_function(lambda a: np.tanh(a), [x], tf.float32)
        out.set_shape((6,))
        return out, y

    return _rows().shuffle(240).map(scaled).batch(24).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential([keras.Input((6,)), keras.layers.Dense(1, activation="sigmoid")])
    model.compile("sgd", "binary_crossentropy")
    return model


def mended_dataset():
    def scaled(x, y):
        return tf.tanh(x), y

    return _rows().shuffle(240).map(scaled).batch(24).prefetch(tf.data.AUTOTUNE)
