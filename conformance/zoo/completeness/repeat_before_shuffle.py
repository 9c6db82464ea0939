"""Looks for a repeat that comes before a large shuffle.

Why it matters: the buffer of the shuffle then holds several passes over the data at once, and an epoch of
`steps_per_epoch` steps draws from them almost as if with replacement. Of 160 pictures behind
`repeat().shuffle(1000)`, 48 did not come in an epoch (measured), and others came several times; a buffer of
half the data leaves out 16 %. `shuffle(160).repeat()` gives each picture once.
https://www.tensorflow.org/guide/data#randomly_shuffling_input_data

What to look at: the order of the two. Only an epoch of about one pass (steps_per_epoch x batch size) is
judged, and only where 15 % of the examples and more are left out.

When to ignore it: some mix the passes on purpose, since no epoch then waits for its buffer to be filled:
`--skip repeat-before-shuffle`.
"""

import numpy as np
import tensorflow as tf
from tensorflow import keras

FIT = {"steps_per_epoch": 10, "epochs": 2}


def _rows():
    x = np.random.default_rng(0).normal(size=(160, 4)).astype("float32")
    return tf.data.Dataset.from_tensor_slices((x, x.sum(1, keepdims=True)))


def make_dataset():
    return _rows().repeat().shuffle(1000).batch(16).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    return model


def mended_dataset():
    return _rows().shuffle(160).repeat().batch(16).prefetch(tf.data.AUTOTUNE)
