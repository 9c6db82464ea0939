"""Looks for an argument of fit that this Keras does not have.

Why it matters: fit raises `TypeError: got an unexpected keyword argument`. Keras 3 dropped `workers`,
`use_multiprocessing` and `max_queue_size`, which Keras 2 takes: measured, 2.4 and 2.15 accept them,
2.16 and 2.21 raise (https://keras.io/guides/migrating_to_keras_3/).

What to look at: on Keras 3 the three belong to the constructor of a PyDataset:
`super().__init__(workers=4, use_multiprocessing=True)`.

When to ignore it: a model class with a `fit` of its own is left out. Otherwise never.
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


FIT = {"nb_epoch": 2}
MENDED_FIT = {"epochs": 2}


def make_dataset():
    return _rows().shuffle(240).batch(24).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential([keras.Input((6,)), keras.layers.Dense(1, activation="sigmoid")])
    model.compile("sgd", "binary_crossentropy")
    return model
