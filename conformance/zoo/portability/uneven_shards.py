"""Looks for a shard that comes after an unseeded shuffle.

Why it matters: each worker runs the pipeline for itself, so each shuffles in an order of its own and
then keeps every n-th: some examples go to several workers, some to none. `list_files` shuffles too,
unless told otherwise (https://www.tensorflow.org/api_docs/python/tf/data/Dataset#shard says to shard
first).

What to look at: the order of `shard` and `shuffle`; `list_files(..., shuffle=False)`. A tf.distribute
strategy shards by itself, so under one (and in a process that trains alone, as below) leave it out.

When to ignore it: with one seed for all workers nothing is reported. `--skip uneven-shards` where one
process reads one shard only.
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
    return _rows().shuffle(240).shard(2, 0).batch(24).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential([keras.Input((6,)), keras.layers.Dense(1, activation="sigmoid")])
    model.compile("sgd", "binary_crossentropy")
    return model


def mended_dataset():
    return _rows().shuffle(240).batch(24).prefetch(tf.data.AUTOTUNE)
