"""Looks for examples whose target is from another row of the source than their features.

Why it matters: rows with gaps are dropped from the features, or the features alone are sorted or shuffled,
while the labels stay a list by position. From the first dropped row on each example holds the label of
another. Nothing fails: shapes agree, and a model learns what the first rows still tell.

How it is told: the arrays that the pipeline's own functions held are kept while it is built, and each
delivered row is looked up in them (by its content, or by a column of numbers that are all different, also
scaled). If the targets are a column of such a table as it stands, from its first row on, and the features
are other rows of it, the pipeline contradicts itself. Moved as one, it is the target of a later step.

What to look at: the line that drops, sorts or shuffles rows, and where the labels were taken apart.

When to ignore it: the labels are permuted on purpose, to measure what chance gives.
"""

import numpy as np
import tensorflow as tf
from tensorflow import keras

ROWS = 600


def _table():
    """Measurements with gaps, and a verdict on each row."""
    rng = np.random.default_rng(0)
    table = rng.normal(0, 1, (ROWS, 4))
    verdict = (table[:, 0] + table[:, 1] > 0).astype("int32")
    table[rng.random(ROWS) < 0.15, 3] = np.nan
    return table, verdict


def _batches(x, y):
    rows = tf.data.Dataset.from_tensor_slices((x.astype("float32"), y.astype("float32")[:, None]))
    return rows.shuffle(len(x)).batch(32).prefetch(2)


def make_dataset():
    table, verdict = _table()
    whole = table[~np.isnan(table).any(axis=1)]
    return _batches(whole, verdict[: len(whole)])


def make_model():
    layers = [keras.Input((4,)), keras.layers.Dense(1, activation="sigmoid")]
    model = keras.Sequential(layers)
    model.compile("adam", "binary_crossentropy")
    return model


def mended_dataset():
    table, verdict = _table()
    kept = ~np.isnan(table).any(axis=1)
    return _batches(table[kept], verdict[kept])
