"""Looks for ids that a float type has rounded to their neighbours.

Why it matters: float32 holds every whole number up to 16,777,216 and then every second, fourth, ... only:
of ten-digit account numbers every 64th. `np.stack` or `DataFrame.to_numpy` makes one float table of ids
and amounts, and dozens of accounts share one row of the embedding. Casting back to int64 mends nothing.
https://docs.python.org/3/tutorial/floatingpoint.html; IEEE 754: 24 bits of a float32 are exact

What to look at: the ids in the finding. They lie a multiple of a power of two apart, which ids that were
given out have no reason to.

When to ignore it: where ids are made as multiples of a power of two (addresses, flags in high bits).
"""

import numpy as np
import tensorflow as tf
from tensorflow import keras

_FIRST = 1_000_000_000


def _orders(kind):
    rng = np.random.default_rng(0)
    account = _FIRST + rng.integers(0, 2000, 400)
    rows = np.stack([account, rng.integers(1, 9, 400)], axis=1).astype(kind)
    x = (rows[:, :1] - _FIRST).astype("int64")
    y = rng.normal(size=(400, 1)) + np.sin(x)
    data = tf.data.Dataset.from_tensor_slices((x, y.astype("float32"))).shuffle(400)
    return data.batch(20).prefetch(tf.data.AUTOTUNE)


def make_dataset():
    return _orders("float32")


def make_model():
    layers = [keras.layers.Embedding(2049, 4), keras.layers.Flatten(), keras.layers.Dense(1)]
    model = keras.Sequential([keras.Input((1,), dtype="int64"), *layers])
    model.compile("sgd", "mse")
    return model


def mended_dataset():
    return _orders("int64")
