"""Looks for buffers that hold far more than they need: prefetch counted in examples, huge shuffles.

Why it matters: `prefetch(n)` counts elements of what comes before it, and after `batch` these are
batches: `batch(32).prefetch(10000)` may hold 320,000 examples. A shuffle buffer of decoded images
holds all their pixels: measured, a full buffer over 100 MB of data takes 200 MB
(https://www.tensorflow.org/api_docs/python/tf/data/Dataset#prefetch).

What to look at: `prefetch(tf.data.AUTOTUNE)`; shuffle file names or indices instead of images.

When to ignore it: batches that come in bursts (a slow network) may want more.
`--skip buffer-oversized`.
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
    return _rows().shuffle(240).batch(24).prefetch(1000)


def make_model():
    model = keras.Sequential([keras.Input((6,)), keras.layers.Dense(1, activation="sigmoid")])
    model.compile("sgd", "binary_crossentropy")
    return model


def mended_dataset():
    return _rows().shuffle(240).batch(24).prefetch(tf.data.AUTOTUNE)
