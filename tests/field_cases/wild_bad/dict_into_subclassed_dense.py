from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="dict_into_subclassed_dense",
    title="A subclassed single-input model is given a dict with one key",
    source="tensorflow/tensorflow#19912 (dict elements for a model that takes one tensor)",
    kind="error",
    cause="dict-for-single-input",
    groups=["wiring", "elements"],
    keras="any",
    explain=(
        "call() hands its argument to Dense, but the elements are ({'features': x}, y). Map "
        "to (x, y)."
    ),
)


class Scorer(keras.Model):
    def __init__(self):
        super().__init__()
        self.hidden = keras.layers.Dense(8, activation="relu")
        self.score = keras.layers.Dense(1)

    def call(self, x):
        return self.score(self.hidden(x))


def make_dataset():
    rng = np.random.default_rng(3)
    x = rng.normal(size=(300, 6)).astype("float32")
    y = (x @ rng.normal(size=(6, 1))).astype("float32")
    ds = tf.data.Dataset.from_tensor_slices(({"features": x}, y))
    return ds.shuffle(300).batch(32).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = Scorer()
    model.compile("adam", "mse")
    return model
