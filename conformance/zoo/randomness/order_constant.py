"""Looks for training data that comes in the same order, in the same batches, in every epoch.

Why it matters: gradients of one epoch repeat those of the last, so their errors do not average out;
with a fixed order each batch is also always followed by the same one. The guides shuffle every
training set (https://www.tensorflow.org/guide/data#training_workflows).

What to look at: whether a shuffle is there and reshuffles; a generator that seeds itself anew each
time it starts; an `on_epoch_end` that changes nothing.

When to ignore it: stateful models and windows of a series are left out. Where the order matters
otherwise (curriculum), `--skip order-constant`.
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
    return _rows().batch(24).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential([keras.Input((6,)), keras.layers.Dense(1, activation="sigmoid")])
    model.compile("sgd", "binary_crossentropy")
    return model


def mended_dataset():
    return _rows().shuffle(240).batch(24).prefetch(tf.data.AUTOTUNE)
