"""Looks for zipped datasets of unequal length.

Why it matters: `Dataset.zip` ends with its shortest part and says nothing. With 300 images and 180
labels, 40 % of the images are never seen; and if the missing labels are not the last ones, every
later pair is wrong. https://www.tensorflow.org/api_docs/python/tf/data/Dataset#zip

What to look at: the two counts in the finding. Pair by key where rows can be missing. Counters, seeds
and repeated parts are made to be longer and are let pass, and so is `zip((ds, ds.skip(1)))`.

When to ignore it: when the longer part is a pool to draw from; `.take(n)` it to the length that is
used, so that the reader sees it too.
"""

import numpy as np
import tensorflow as tf
from tensorflow import keras

_RNG = np.random.default_rng(0)
_X = _RNG.normal(size=(240, 4)).astype("float32")
_Y = _X.sum(1, keepdims=True)


def _zipped(labels):
    features = tf.data.Dataset.from_tensor_slices(_X)
    targets = tf.data.Dataset.from_tensor_slices(labels)
    rows = tf.data.Dataset.zip((features, targets))
    return rows.shuffle(240).batch(16).prefetch(tf.data.AUTOTUNE)


def make_dataset():
    return _zipped(_Y[:144])


def make_model():
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    return model


def mended_dataset():
    return _zipped(_Y)
