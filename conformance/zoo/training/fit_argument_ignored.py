"""Looks for a batch_size given to fit that differs from the batches the pipeline makes.

Why it matters: a Dataset, Sequence or generator brings its own batches, and fit ignores `batch_size`
without a word: measured on TensorFlow 2.4, 2.15, 2.16 and 2.21. A search over batch sizes then
compares a setting with itself.

What to look at: `.batch(n)`, or the size the Sequence was made with.

When to ignore it: an equal batch_size is not reported. Otherwise `--skip fit-argument-ignored`.
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


FIT = {"batch_size": 48}


def make_dataset():
    return _rows().shuffle(240).batch(24).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential([keras.Input((6,)), keras.layers.Dense(1, activation="sigmoid")])
    model.compile("sgd", "binary_crossentropy")
    return model


def mended_dataset():
    return _rows().shuffle(240).batch(48).prefetch(tf.data.AUTOTUNE)
