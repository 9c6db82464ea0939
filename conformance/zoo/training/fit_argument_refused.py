"""Looks for arguments of fit that it refuses beside a Dataset, a Sequence or a generator.

Why it matters: `validation_split`, `y` and `sample_weight` need arrays; beside anything else fit
raises ValueError, on each of TensorFlow 2.4, 2.15, 2.16 and 2.21
(https://keras.io/api/models/model_training_apis/).

What to look at: split a Dataset with `take` and `skip` before it is shuffled; yield targets and
weights with the features.

When to ignore it: never.
"""

import numpy as np
import tensorflow as tf
from tensorflow import keras


def _table():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(240, 6)).astype("float32")
    return x, (x.sum(axis=1) > 0).astype("float32")


FIT = {"validation_split": 0.2}
MENDED_FIT = {"epochs": 2}


def _pipeline(part):
    x, y = _table()
    rows = tf.data.Dataset.from_tensor_slices((x[part], y[part]))
    return rows.shuffle(240).batch(24).prefetch(tf.data.AUTOTUNE)


def make_dataset():
    return _pipeline(slice(0, 240))


def make_model():
    model = keras.Sequential([keras.Input((6,)), keras.layers.Dense(1, activation="sigmoid")])
    model.compile("sgd", "binary_crossentropy")
    return model


def mended_dataset():
    return _pipeline(slice(0, 192))


def mended_validation():
    return _pipeline(slice(192, 240))
