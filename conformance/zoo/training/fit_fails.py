"""Looks for a fit that raises although the data suits the model as far as it declares.

Why it matters: what no other check can explain is still worth knowing before a long run: a bounded
fit of a fresh model (at most five batches, two epochs) takes a second or two. Of 83 broken pipelines
from public threads, 4 in 10 raise in fit.

What to look at: the message and the line of your code it came from; a `train_step`, a loss or a
metric of your own.

When to ignore it: never. It is blocked, not failed, where another check names the cause.
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
    def train_step(self, data):
        return self.scorer.train_step(data)  # never set


def _model(kind):
    x = keras.Input((6,))
    model = kind(x, keras.layers.Dense(1, activation="sigmoid")(x))
    model.compile("sgd", "binary_crossentropy")
    return model


def make_model():
    return _model(Scored)


def mended_model():
    return _model(keras.Model)
