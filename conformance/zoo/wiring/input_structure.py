"""Looks for features with more or fewer components than the model has inputs.

Why it matters: tuples and nests are matched by position, and Keras reads the outermost tuple as
(x, y, sample_weight). `Dataset.zip((left, (right, label)))` therefore gives the model one input
and makes the second image a target: fit raises `expects 2 input(s), but it received 1` on
TensorFlow 2.15 and 2.21, which does not name the nesting.

What to look at: the parentheses. A model with two inputs takes `((left, right), label)`. A batch
that is a Python list of examples instead of one array is reported here too: Keras takes each
example for an input of its own.

When to ignore it: never with the model that fit is called on. `--skip input-structure` where the
pipeline feeds a custom loop that takes the tuple apart itself.
"""

import numpy as np
import tensorflow as tf
from tensorflow import keras


def _parts():
    rng = np.random.default_rng(0)
    left = rng.normal(size=(240, 4)).astype("float32")
    right = rng.normal(size=(240, 4)).astype("float32")
    label = (left.sum(axis=1) > right.sum(axis=1)).astype("float32")
    return [tf.data.Dataset.from_tensor_slices(part) for part in (left, right, label)]


def _batches(rows):
    return rows.shuffle(240).batch(24).prefetch(tf.data.AUTOTUNE)


def make_dataset():
    left, right, label = _parts()
    return _batches(tf.data.Dataset.zip((left, (right, label))))


def make_model():
    inputs = [keras.Input((4,), name="left"), keras.Input((4,), name="right")]
    difference = keras.layers.Subtract()(inputs)
    model = keras.Model(inputs, keras.layers.Dense(1, activation="sigmoid")(difference))
    model.compile("sgd", "binary_crossentropy")
    return model


def mended_dataset():
    left, right, label = _parts()
    return _batches(tf.data.Dataset.zip(((left, right), label)))
