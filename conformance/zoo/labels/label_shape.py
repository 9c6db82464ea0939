"""Looks for targets of another shape than the loss compares with.

Why it matters: Keras squeezes a trailing axis of one; other unequal shapes raise or broadcast.
Three target columns against one unit, or one target against the 24 steps of `return_sequences=True`,
broadcast: each prediction is compared with values of another target, and nothing raises on
TensorFlow 2.4, 2.10, 2.15, 2.16 or 2.21.

What to look at: expected and actual, and the shape the two broadcast to. Either the model has the
wrong number of units or steps, or the pipeline the wrong columns.

When to ignore it: not reported for a loss of your own, where target-broadcast measures instead. A
broadcast that is meant is better written out with `tf.repeat`.
"""

import numpy as np
import tensorflow as tf
from tensorflow import keras


def _batches(columns):
    rng = np.random.default_rng(0)
    x = rng.normal(size=(240, 6)).astype("float32")
    y = x[:, :3] + x[:, 3:]
    rows = tf.data.Dataset.from_tensor_slices((x, y[:, :columns]))
    return rows.shuffle(240).batch(24).prefetch(tf.data.AUTOTUNE)


def make_dataset():
    return _batches(columns=3)


def make_model():
    model = keras.Sequential([keras.Input((6,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    return model


def mended_dataset():
    return _batches(columns=1)
