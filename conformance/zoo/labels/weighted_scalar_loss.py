"""Looks for weights beside a loss of one's own that returns one number for the batch.

Why it matters: Keras multiplies what the loss returns by the weights and then takes the mean. One
number times the weights of a batch is that number times their mean: a weight of 0 takes out no row,
and a large one emphasises none. Nothing raises, on any TensorFlow
(https://github.com/tensorflow/tensorflow/issues/32119).

What to look at: the last `reduce_mean` of the loss. Over `axis=-1` it leaves one value an example;
the mean over the batch is left to Keras, which knows the weights.

When to ignore it: a loss that takes out the rows of weight 0 itself gives a warning only. Nothing is
said of weights that are equal within each batch, of a Loss with a `__call__` of its own, or of a model
that computes its loss itself.
"""

import numpy as np
import tensorflow as tf
from tensorflow import keras


def make_dataset():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(240, 6)).astype("float32")
    known = rng.random(240) < 0.6
    y = np.where(known, x.sum(axis=1), -9.0).astype("float32")[:, np.newaxis]
    rows = tf.data.Dataset.from_tensor_slices((x, y, known.astype("float32")))
    return rows.shuffle(240).batch(24).prefetch(tf.data.AUTOTUNE)


def _model(axis):
    def smooth(y_true, y_pred):
        return tf.reduce_mean(tf.sqrt(1.0 + tf.square(y_true - y_pred)) - 1.0, axis=axis)

    model = keras.Sequential([keras.Input((6,)), keras.layers.Dense(1)])
    model.compile("sgd", smooth)
    return model


def make_model():
    return _model(None)


def mended_model():
    return _model(-1)
