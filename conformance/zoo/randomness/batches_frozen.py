"""Looks for a cache after the batching, which keeps the members of every batch.

Why it matters: `shuffle(n).batch(32).cache().shuffle(n)` only changes the order of batches that are
fixed for ever: measured, all batches of a second pass hold the same examples as in the first. The
tutorial for `image_dataset_from_directory` does so
(https://www.tensorflow.org/tutorials/images/classification), and it trains; examples that meet other
examples in each epoch give less biased gradients and batch statistics.

What to look at: where the batches are made, and where the cache is.

When to ignore it: where the images are many and the batches small the harm is small;
`--skip batches-frozen`.
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
    rows = _rows().shuffle(240).batch(24).cache()
    return rows.shuffle(10).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential([keras.Input((6,)), keras.layers.Dense(1, activation="sigmoid")])
    model.compile("sgd", "binary_crossentropy")
    return model


def mended_dataset():
    return _rows().cache().shuffle(240).batch(24).prefetch(tf.data.AUTOTUNE)
