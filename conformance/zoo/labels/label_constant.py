"""Looks for targets that are all the same.

Why it matters: a model that ignores its input is then already perfect; accuracy is 100 % from the
first epoch and says nothing. It comes from `take` on a table sorted by class (300 rows, labels seen:
[0.]), from a range that excludes its end (`uniform(0, 1, dtype=int64)` is always 0), from a path
component that is the same for all files. Nothing raises, on any TensorFlow.

What to look at: what selects the rows and what makes the label.

When to ignore it: targets that a loss of your own does not read give a warning only, and so does the
constant target of a model that compares two inputs through a shared layer (BPR: the order of the
pair is the label), and one tag that every row of k-hot targets has. A pass of fewer
than 8 examples is not judged.
"""

import numpy as np
import tensorflow as tf
from tensorflow import keras


def _batches(rows):
    rng = np.random.default_rng(0)
    x = rng.normal(size=(480, 6)).astype("float32")
    x = x[np.argsort(x.sum(axis=1))][rows]  # the table is sorted by class
    y = (x.sum(axis=1) > 0).astype("float32")
    table = tf.data.Dataset.from_tensor_slices((x, y))
    return table.shuffle(240).batch(24).prefetch(tf.data.AUTOTUNE)


def make_dataset():
    return _batches(slice(0, 200))


def make_model():
    model = keras.Sequential([keras.Input((6,)), keras.layers.Dense(1, activation="sigmoid")])
    model.compile("sgd", "binary_crossentropy")
    return model


def mended_dataset():
    return _batches(slice(0, None, 2))
