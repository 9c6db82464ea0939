"""Looks for ragged or sparse components that reach an input made for dense ones.

Why it matters: most layers need one length for all rows. `VarLenFeature` and `tf.strings.split`
give sparse and ragged tensors, whose last axis is unknown: Dense raises `Shapes used to initialize
variables must be fully-defined` on TensorFlow 2.21 and `The last dimension of the inputs to a Dense
layer should be defined` on 2.15
(https://www.tensorflow.org/api_docs/python/tf/io/VarLenFeature).

What to look at: where the kind arises: parse vectors of one length with `FixedLenFeature([n])`, pad
ragged rows with `to_tensor(shape=[None, n])`.

When to ignore it: not reported when the model takes the kind, or trains on it.
"""

import numpy as np
import tensorflow as tf
from tensorflow import keras


def _batches():
    rng = np.random.default_rng(0)
    rows = [rng.normal(size=rng.integers(2, 7)).astype("float32").tolist() for _ in range(240)]
    label = np.array([float(sum(row) > 0) for row in rows], "float32")
    ragged = tf.ragged.constant(rows, dtype=tf.float32)
    return tf.data.Dataset.from_tensor_slices((ragged, label)).shuffle(240).batch(24)


def make_dataset():
    return _batches().prefetch(tf.data.AUTOTUNE)


def make_model():
    layers = [keras.layers.Flatten(), keras.layers.Dense(1, activation="sigmoid")]
    model = keras.Sequential([keras.Input((6,)), *layers])
    model.compile("sgd", "binary_crossentropy")
    return model


def mended_dataset():
    padded = _batches().map(lambda x, y: (x.to_tensor(shape=[None, 6]), y))
    return padded.prefetch(tf.data.AUTOTUNE)
