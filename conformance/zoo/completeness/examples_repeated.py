"""Looks for examples that come more than once in an epoch.

Why it matters: rows that are read twice count double in every gradient. The usual cause is a file
that two glob patterns both match, or a list that was joined twice; nothing fails, and the epoch is a
little longer than the data. A Sequence whose slices overlap is worse: `x[index : index + size]` moves
by one row a batch, so that ten batches of 32 cover the first 41 of 320 rows (a failure there, a
warning otherwise).

A generator whose `yield` stands outside the loop over the batches gives one batch at every step: the same
32 of 160 rows, which steps_per_epoch hides (a failure where the arrays it names hold more).

What to look at: how many examples of a pass are exact copies (features and target) of an earlier one.
Only data that are finely measured are judged, since coarse ones repeat by chance, and pipelines that
repeat or sample on purpose are not. `sorted(set(files))` mends a list.

When to ignore it: when rows were doubled on purpose to balance classes: `--skip examples-repeated`,
or say so in the pipeline with `sample_from_datasets`.
https://www.tensorflow.org/guide/data#resampling
"""

import numpy as np
import tensorflow as tf
from tensorflow import keras

FILES = ["a", "b", "c", "c"]


def _read(names):
    parts = []
    for name in names:
        parts.append(np.random.default_rng(ord(name)).normal(size=(80, 4)).astype("float32"))
    x = np.concatenate(parts)
    rows = tf.data.Dataset.from_tensor_slices((x, x.sum(1, keepdims=True)))
    return rows.shuffle(len(x)).batch(16).prefetch(tf.data.AUTOTUNE)


def make_dataset():
    return _read(FILES)


def make_model():
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    return model


def mended_dataset():
    return _read(sorted(set(FILES)))
