"""Looks for a feature that is the same in every example.

Why it matters: a constant tells the model nothing. If it is the only feature, every prediction is
the same and the loss settles at that of a guess, without an error. The usual causes are a cast of
0..1 to an integer type (all 0), a vocabulary in another spelling (every word becomes the
out-of-vocabulary index) and a default value that replaced the column.

What to look at: the value the feature always has, and the step of the pipeline that makes it. It
is a failure when no other feature is left and one input stands for different targets, a warning
else. Integer masks, segment ids
and positions beside other features are let pass: they are alike by design
(https://www.tensorflow.org/tutorials/structured_data/preprocessing_layers shows lookups).

When to ignore it: when the sample under test is too small to show the variation; pass a larger
one, or `--skip constant-feature`.
"""

import numpy as np
import tensorflow as tf
from tensorflow import keras


def _rows():
    rng = np.random.default_rng(0)
    x = rng.uniform(size=(240, 6)).astype("float32") * 0.99
    rows = tf.data.Dataset.from_tensor_slices((x, x.sum(1, keepdims=True)))
    return rows.shuffle(240).batch(24)


def make_dataset():
    whole = _rows().map(
        lambda x, y: (tf.cast(tf.cast(x, tf.int32), tf.float32), y),
        num_parallel_calls=tf.data.AUTOTUNE,
    )
    return whole.prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential([keras.Input((6,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    return model


def mended_dataset():
    return _rows().prefetch(tf.data.AUTOTUNE)
