"""Looks for a mix of sources that ends as soon as the smallest is empty.

Why it matters: `choose_from_datasets` stops at the first empty source unless told otherwise (from
TensorFlow 2.7 on; before, it went on), and `sample_from_datasets` does so on demand. A source of 12 rows
among sources of 300 then ends the epoch after 36 rows, and nothing is said.

What to look at: the sizes in the finding, and `stop_on_empty_dataset`.

When to ignore it: sources of one class each may be cut to the smallest on purpose, to balance the
classes. It is a failure only where the sources take turns and each holds several targets; elsewhere,
and where less than half is lost, there is a warning or nothing.
"""

import inspect

import numpy as np
import tensorflow as tf
from tensorflow import keras

choose = getattr(tf.data.Dataset, "choose_from_datasets", None)


def NEEDS():
    return choose is not None and "stop_on_empty_dataset" in inspect.signature(choose).parameters


def _source(rows, seed):
    x = np.random.default_rng(seed).normal(size=(rows, 4)).astype("float32")
    y = (x.sum(axis=1) > 0).astype("float32")
    return tf.data.Dataset.from_tensor_slices((x, y)).shuffle(rows)


def _mix(stop, rows):
    sources = [_source(size, seed) for seed, size in enumerate((160, 120, 20))]
    turns = tf.data.Dataset.range(3).repeat()
    mixed = choose(sources, turns, stop_on_empty_dataset=stop)
    mixed = mixed.apply(tf.data.experimental.assert_cardinality(rows))
    return mixed.batch(12).prefetch(tf.data.AUTOTUNE)


def make_dataset():
    return _mix(True, 62)


def make_model():
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1, activation="sigmoid")])
    model.compile("sgd", "binary_crossentropy")
    return model


def mended_dataset():
    return _mix(False, 300)
