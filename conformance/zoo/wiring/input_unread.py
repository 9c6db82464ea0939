"""Looks for a component of the features that the model takes and never uses.

Why it matters: a model's own `call` may read one key twice and another never, or use a name that
shadows it; the column is loaded, scaled and counted on, and changes nothing. Nothing raises.

How it is told: the rows of one component are exchanged within the first batch, and a fresh model is
called; where no output changes in the last digit, with the data and with small random numbers, it is
not read.

What to look at: the body of `call`.

When to ignore it: a component that only a train_step of one's own uses (an id for the log, a mask for
the loss).
"""

import numpy as np
import tensorflow as tf
from tensorflow import keras


def make_dataset():
    rng = np.random.default_rng(0)
    age, size = (rng.normal(size=(240, 3)).astype("float32") for _ in range(2))
    y = (age.sum(axis=1) + size.sum(axis=1) > 0).astype("float32")[:, None]
    rows = tf.data.Dataset.from_tensor_slices(({"age": age, "size": size}, y))
    return rows.shuffle(240).batch(24).prefetch(tf.data.AUTOTUNE)


class Both(keras.Model):
    keys = ("age", "age")

    def __init__(self):
        super().__init__()
        self.head = keras.layers.Dense(1, activation="sigmoid")

    def call(self, inputs):
        return self.head(tf.concat([inputs[key] for key in self.keys], axis=-1))


class Mended(Both):
    keys = ("age", "size")


def _compiled(model):
    model.compile("sgd", "binary_crossentropy")
    return model


def make_model():
    return _compiled(Both())


def mended_model():
    return _compiled(Mended())
