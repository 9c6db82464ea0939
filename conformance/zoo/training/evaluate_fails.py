"""Looks for an evaluate that raises where fit runs.

Why it matters: fit calls the same code at the end of the first epoch when it has validation data, so
the run ends there, an epoch's time later (https://keras.io/api/models/model_training_apis/).

What to look at: a `test_step` of your own, and metrics that are updated only there.

When to ignore it: a model that is never evaluated and trains without validation data; list it as an
expected failure.
"""

import numpy as np
import tensorflow as tf
from tensorflow import keras


def _table():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(240, 6)).astype("float32")
    return x, (x.sum(axis=1) > 0).astype("float32")


def _rows():
    return tf.data.Dataset.from_tensor_slices(_table())


def make_dataset():
    return _rows().shuffle(240).batch(24).prefetch(tf.data.AUTOTUNE)


class Scored(keras.Model):
    def test_step(self, data):
        return self.scorer.test_step(data)  # never set


def _model(kind):
    x = keras.Input((6,))
    model = kind(x, keras.layers.Dense(1, activation="sigmoid")(x))
    model.compile("sgd", "binary_crossentropy")
    return model


def make_model():
    return _model(Scored)


def mended_model():
    return _model(keras.Model)
