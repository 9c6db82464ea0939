"""Looks for outputs that are trained on each other's targets.

Why it matters: a tuple of targets is matched with the outputs by position. In the measured case
the output `price` (about 1000) was trained on days (about 10) and the other way round, on
TensorFlow 2.15 and 2.21, with no message
(https://github.com/tensorflow/tensorflow/issues/34114).

What to look at: the order of `model.output_names` beside the order of the tuple. The kit follows
each target back to the named source column. A dict keyed by output name cannot be in the wrong
order.

When to ignore it: when a source column bears another output's name on purpose; rename it, or list
the check as an expected failure.
"""

import numpy as np
import tensorflow as tf
from tensorflow import keras


def _rows():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(240, 6)).astype("float32")
    targets = {"price": x[:, :1] + x[:, 1:2], "days": x[:, 2:3] - x[:, 3:4]}
    return tf.data.Dataset.from_tensor_slices((x, targets)).shuffle(240)


def make_dataset():
    rows = _rows().map(lambda x, targets: (x, (targets["days"], targets["price"])))
    return rows.batch(24).prefetch(tf.data.AUTOTUNE)


def make_model():
    features = keras.Input((6,))
    price = keras.layers.Dense(1, name="price")(features)
    days = keras.layers.Dense(1, name="days")(features)
    model = keras.Model(features, [price, days])
    model.compile("sgd", ["mse", "mse"])
    return model


def mended_dataset():
    rows = _rows().map(lambda x, targets: (x, (targets["price"], targets["days"])))
    return rows.batch(24).prefetch(tf.data.AUTOTUNE)
