"""Looks for a cache after a repeat.

Why it matters: `repeat().cache()` stores every epoch as if it were new data: the cache never
completes, so it is never read, and it grows until memory runs out; `repeat(5).cache()` holds five
copies (https://www.tensorflow.org/api_docs/python/tf/data/Dataset#cache).

What to look at: the order: cache, shuffle, repeat, batch.

When to ignore it: never.
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


FIT = {"steps_per_epoch": 10}


def make_dataset():
    return _rows().repeat().cache().shuffle(240).batch(24).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential([keras.Input((6,)), keras.layers.Dense(1, activation="sigmoid")])
    model.compile("sgd", "binary_crossentropy")
    return model


def mended_dataset():
    return _rows().cache().shuffle(240).repeat().batch(24).prefetch(tf.data.AUTOTUNE)
