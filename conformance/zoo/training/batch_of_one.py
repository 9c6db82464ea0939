"""Looks for BatchNormalization over a batch of one example.

Why it matters: in training the layer subtracts the mean of the batch. Of one example that is the
example itself, so the layer puts out its offset whatever comes, and no gradient reaches what stands
before it. Measured on TensorFlow 2.15 and 2.21: the output was the same for 150 rows, the first layer
did not move, the loss stayed at the variance of the targets; in batches of 15 it learnt.

What to look at: a generator or data set that yields one row at a time. Use batches of several rows, or
LayerNormalization.

When to ignore it: images and sequences have many values for each channel, so features of more than
one axis are not reported, nor a smaller last batch.
"""

import numpy as np
import tensorflow as tf
from tensorflow import keras


def _rows(size):
    rng = np.random.default_rng(0)
    x = rng.normal(size=(48, 4)).astype("float32")
    data = tf.data.Dataset.from_tensor_slices((x, x.sum(axis=1, keepdims=True)))
    return data.shuffle(48).batch(size).prefetch(tf.data.AUTOTUNE)


def make_dataset():
    return _rows(1)


def make_model():
    layers = [keras.layers.Dense(4), keras.layers.BatchNormalization(), keras.layers.Dense(1)]
    model = keras.Sequential([keras.Input((4,)), *layers])
    model.compile("sgd", "mse")
    return model


def mended_dataset():
    return _rows(16)
