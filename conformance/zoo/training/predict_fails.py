"""Looks for a predict that raises where fit runs.

Why it matters: the model trains and cannot be used: the error comes after the GPU time is spent.

What to look at: a `predict_step` of your own, and a `call` that needs the targets.

When to ignore it: a model used through another method only (`generate`, `encode`); list it as an
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
    def predict_step(self, data):
        return self.scorer.predict_step(data)  # never set


def _model(kind):
    x = keras.Input((6,))
    model = kind(x, keras.layers.Dense(1, activation="sigmoid")(x))
    model.compile("sgd", "binary_crossentropy")
    return model


def make_model():
    return _model(Scored)


def mended_model():
    return _model(keras.Model)
