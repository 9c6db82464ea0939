"""Looks for single examples where Keras expects batches.

Why it matters: fit does not batch a data set, and `fit(batch_size=32)` has no effect on one. Rows
of (5,) raise; windows of (24, 3) do not: Dense takes the time axis for the batch and trains on one
window a step, 60 steps an epoch instead of 2, on TensorFlow 2.15 and 2.21
(https://github.com/tensorflow/tensorflow/issues/44854,
https://github.com/tensorflow/tensorflow/issues/49238).

What to look at: whether `.batch(n)` stands in the pipeline, after the last `shuffle`. For a
generator or a Sequence the batch is stacked by your own code.

When to ignore it: where a model declares no inputs the kit reports rows of arrays in memory that
pass no batching operation. If the arrays hold ready batches, list the check as an expected failure.
"""

import numpy as np
import tensorflow as tf
from tensorflow import keras


def _rows():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(240, 6)).astype("float32")
    y = (x.sum(axis=1) > 0).astype("float32")
    return tf.data.Dataset.from_tensor_slices((x, y)).shuffle(240)


def make_dataset():
    return _rows().prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential([keras.Input((6,)), keras.layers.Dense(1, activation="sigmoid")])
    model.compile("sgd", "binary_crossentropy")
    return model


def mended_dataset():
    return _rows().batch(24).prefetch(tf.data.AUTOTUNE)
