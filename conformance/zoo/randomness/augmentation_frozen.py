"""Looks for random augmentation that gives the same examples in every epoch.

Why it matters: a cache after the augmentation stores the first epoch's draws and replays them; a
constant seed of a stateless op gives every call the same numbers; `Dataset.random`, as a source of
seeds, starts again in each epoch. The model then sees as many
different examples as without augmentation, and nothing says so: measured on TensorFlow 2.4 to 2.21,
two passes over `map(augment).cache()` are equal to the last bit
(https://www.tensorflow.org/guide/data_performance#caching).

What to look at: which stage draws, and what comes after it. Cache the deterministic part, then
shuffle, then augment.

When to ignore it: examples made of random numbers alone (a synthetic data set) may be cached and are
not reported. A deliberately frozen augmentation belongs on the list of expected failures.
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


def _noisy(x, y):
    return x + tf.random.normal((6,), 0, 0.1), y


def make_dataset():
    return _rows().map(_noisy).cache().shuffle(240).batch(24).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential([keras.Input((6,)), keras.layers.Dense(1, activation="sigmoid")])
    model.compile("sgd", "binary_crossentropy")
    return model


def mended_dataset():
    return _rows().cache().shuffle(240).map(_noisy).batch(24).prefetch(tf.data.AUTOTUNE)
