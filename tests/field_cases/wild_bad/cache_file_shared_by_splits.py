from __future__ import annotations

import os
import tempfile

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="cache_file_shared_by_splits",
    title="Training and validation cache to the same file",
    source=(
        "https://www.tensorflow.org/api_docs/python/tf/data/Dataset#cache (an existing cache "
        "file is reused)"
    ),
    kind="silent",
    cause="split-leak",
    groups=["completeness", "values", "randomness"],
    keras="any",
    explain=(
        "After the first epoch the file is full of training rows, and validation reads them "
        "instead of its own. One file name per split."
    ),
    evidence=(
        "after one pass over the training set the validation set yields the 320 training rows "
        "instead of its own 96"
    ),
)

_cache = os.path.join(tempfile.mkdtemp(), "cache")


def _pipe(seed, level, rows):
    x = np.random.default_rng(seed).normal(level, 1, (rows, 4)).astype("float32")
    ds = tf.data.Dataset.from_tensor_slices((x, x.sum(1, keepdims=True)))
    return ds.map(lambda a, b: (a / 2, b / 2), num_parallel_calls=tf.data.AUTOTUNE).cache(_cache)


def make_dataset():
    return _pipe(86, 0.0, 320).shuffle(320).batch(32).prefetch(tf.data.AUTOTUNE)


def make_validation():
    return _pipe(87, 5.0, 96).batch(32)


def make_model():
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
    model.compile("adam", "mse")
    return model
