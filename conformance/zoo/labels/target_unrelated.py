"""Looks for targets that nothing in the features tells anything of.

Why it matters: features and targets that were shuffled, sorted, filtered, queried or predicted apart
train without an error; the loss falls to that of the average answer and stays there. Features
predicted from a directory dataset that shuffles, beside labels in folder order: accuracy 0.31 of
three classes in place of 0.86 (https://github.com/keras-team/keras/pull/7520).

How it is told: the delivered pairs are compared with 199 shuffled pairings, in several plain views of
the features (the numbers, pooled pixels, moments over steps, bags of ids and words, each widened by
random Fourier features); the p-value holds for all views together. It warns where one shuffled
pairing in five is as close, from 300 rows on.

What to look at: the last place where features and targets were one table, and what each went through
alone after that.

When to ignore it: targets that are random on purpose (a test of the machinery), or that depend on
the features in a way that only a deep model finds, or on two ids together and on neither alone; or
one head of several that cannot be told.
"""

import numpy as np
import tensorflow as tf
from tensorflow import keras


def _table(month):
    rng = np.random.default_rng(month)
    x = rng.normal(size=(480, 6)).astype("float32")
    y = (x[:, 0] + 0.5 * x[:, 1] + rng.normal(0, 0.3, 480) > 0).astype("float32")
    return x, y


def _rows(month_of_targets):
    rows = _table(0)[0], _table(month_of_targets)[1]
    return tf.data.Dataset.from_tensor_slices(rows).shuffle(480).batch(24).prefetch(2)


def make_dataset():
    return _rows(1)  # as many rows as the other month has


def make_model():
    model = keras.Sequential([keras.Input((6,)), keras.layers.Dense(1, activation="sigmoid")])
    model.compile("sgd", "binary_crossentropy")
    return model


def mended_dataset():
    return _rows(0)
