"""Looks for values that the cast to the model's input dtype changes.

Why it matters: `fit` casts each feature to the dtype of its Input without a word. float32 holds
whole numbers exactly only up to 2**24 = 16777216, so the id 16777217 arrives as 16777216 and two
customers become one; int64 beyond 2**31 wraps around in an int32 input; values beyond 65504 become
infinite in float16. Measured on TensorFlow 2.15 and 2.21.
https://www.tensorflow.org/api_docs/python/tf/cast

What to look at: the value and what becomes of it. The check goes by value, not by type: integers
that float32 can hold are fine. Declare the Input with the dtype of the ids, or map them to 0..n-1
(IntegerLookup, Hashing) before they are floats.

When to ignore it: when the low digits mean nothing, as in a timestamp rounded on purpose; round in
the pipeline and the check is silent, or `--skip lossy-cast`.
"""

import numpy as np
import tensorflow as tf
from tensorflow import keras

BUCKETS = 16


def make_dataset():
    rng = np.random.default_rng(0)
    ids = 2**24 + np.arange(240)[:, None]
    y = rng.normal(size=(240, 1)).astype("float32")
    return (
        tf.data.Dataset.from_tensor_slices((ids, y))
        .shuffle(240)
        .batch(24)
        .prefetch(tf.data.AUTOTUNE)
    )


def _model(dtype):
    ids = keras.Input((1,), dtype=dtype)
    bucket = keras.layers.Lambda(
        lambda t: tf.math.floormod(tf.cast(t, tf.int64), BUCKETS), output_shape=(1,)
    )(ids)
    vector = keras.layers.Flatten()(keras.layers.Embedding(BUCKETS, 4)(bucket))
    model = keras.Model(ids, keras.layers.Dense(1)(vector))
    model.compile("sgd", "mse")
    return model


def make_model():
    return _model("float32")


def mended_model():
    return _model("int64")
