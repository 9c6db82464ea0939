"""Looks for `steps_per_epoch` and `validation_steps` that do not suit the number of batches.

Why it matters: asked for 3 epochs of 15 steps from 10 batches, Keras 2 trained 10 steps, warned that
the input ran out of data, and stopped in the first epoch; Keras 3 cut every epoch to 10 steps. With a
dataset of unknown length and exactly as many steps as batches, the second epoch on Keras 3 trained on
nothing and reported a loss of 0 (measured on TensorFlow 2.4, 2.15 and 2.21).
https://github.com/tensorflow/tensorflow/issues/64476

What to look at: steps_per_epoch x epochs against the batches of one pass. Finite data need no steps:
leave the argument out, or add `.repeat()`. A warning says that fewer than half of the batches are
ever read, that the steps count examples instead of batches, or that validation_steps is too large.

When to ignore it: when short epochs over a small part of the data are wanted:
`--skip steps-unreachable`.
"""

import numpy as np
import tensorflow as tf
from tensorflow import keras

FIT = {"steps_per_epoch": 15, "epochs": 3}
MENDED_FIT = {"epochs": 3}


def make_dataset():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(240, 4)).astype("float32")
    rows = tf.data.Dataset.from_tensor_slices((x, x.sum(1, keepdims=True)))
    return rows.shuffle(240).batch(24).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    return model
