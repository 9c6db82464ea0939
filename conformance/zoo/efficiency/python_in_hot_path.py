"""Looks for Python code, run for each example, that the model waits for.

Why it matters: Python runs one example at a time whatever `num_parallel_calls` says. The check times
the pipeline alone and a step of the model on a batch in memory, and names the Python stage only where
the pipeline takes more than three steps a batch (and, from TensorFlow 2.17, where the runtime's own
figures put most work there; https://www.tensorflow.org/guide/data_performance).

What to look at: ops that do the same in the graph; a generator that yields batches; a result that
can be stored once.

When to ignore it: where the model is a small stand-in for the real one. `--skip python-in-hot-path`.
"""

import time

import numpy as np
import tensorflow as tf
from tensorflow import keras


def _table():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(240, 6)).astype("float32")
    return x, (x.sum(axis=1) > 0).astype("float32")


def _rows():
    return tf.data.Dataset.from_tensor_slices(_table())


def _noisy(x):
    time.sleep(0.004)  # stands for work in Python
    return x + np.random.normal(0, 0.1, size=6).astype("float32")


def make_dataset():
    def augment(x, y):
        out = tf.numpy_function(_noisy, [x], tf.float32)
        out.set_shape((6,))
        return out, y

    return _rows().shuffle(240).map(augment).batch(24).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential([keras.Input((6,)), keras.layers.Dense(1, activation="sigmoid")])
    model.compile("sgd", "binary_crossentropy")
    return model


def mended_dataset():
    def augment(x, y):
        return x + tf.random.normal((6,), 0, 0.1), y

    return _rows().shuffle(240).map(augment).batch(24).prefetch(tf.data.AUTOTUNE)
