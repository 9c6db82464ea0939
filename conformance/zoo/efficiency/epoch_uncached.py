"""Looks for an expensive step that gives the same result in every epoch and runs again each time.

Why it matters: decoding, resizing and parsing cost the same in each epoch; `cache()` pays once.
Measured on TensorFlow 2.21: 64 images of 300 x 300, five epochs in 1.15 s, with a cache 0.08 s
(https://www.tensorflow.org/guide/data_performance#caching). The check measures an epoch of your
pipeline as it is and read back from memory, and a step of your model; it warns where a batch takes
more than three steps to make and the cache gives it five times as fast.

What to look at: put the cache after the expensive deterministic step and before shuffle and random
augmentation; `cache(filename)` where memory does not hold an epoch.

When to ignore it: a run of one epoch (`--fit epochs=1` is understood), or data too large for memory
and disk. `--skip epoch-uncached`.
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


def _slow(x):
    """A deterministic step that takes long: 12,000 turns of a loop in the graph."""

    def turn(i, value):
        return i + 1, value * 0.9999 + 0.0001

    return tf.while_loop(lambda i, _: i < 12000, turn, (0, x))[1]


def make_dataset():
    rows = _rows().batch(60).map(lambda x, y: (_slow(x), y)).unbatch()
    rows = rows.apply(tf.data.experimental.assert_cardinality(240))
    return rows.shuffle(240).batch(60).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential([keras.Input((6,)), keras.layers.Dense(1, activation="sigmoid")])
    model.compile("sgd", "binary_crossentropy")
    return model


def mended_dataset():
    rows = _rows().batch(60).map(lambda x, y: (_slow(x), y)).unbatch()
    rows = rows.apply(tf.data.experimental.assert_cardinality(240)).cache()
    return rows.shuffle(240).batch(60).prefetch(tf.data.AUTOTUNE)
