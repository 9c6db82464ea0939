"""Looks for the target among the features.

Why it matters: a model that is given the answer copies it. A window of twelve values whose last one
is the value to be predicted brought the loss on pure noise down to 0.0003, where nothing can be
predicted at all (TensorFlow 2.21); a label column left in a CSV row does the same. The score is
perfect until new data come, where the column is not known.
https://www.tensorflow.org/tutorials/structured_data/time_series: labels come after the inputs

What to look at: the position that equals the target in every row (at least 32 rows, 64 for a
yes/no target). A one-hot target counts as equal to its class number and the other way round.
Features of the target's own size are let pass (autoencoders), and so is teacher forcing, where the
decoder input is the target shifted by one. A whole feature of one value that equals the target is a
warning: a loss such as ArcFace wants the label as an input.

When to ignore it: when the model is to learn copying, as a first test; list it under expected
failures.
"""

import numpy as np
import tensorflow as tf
from tensorflow import keras

_SERIES = np.random.default_rng(0).normal(size=252).astype("float32")


def _windows(length):
    """Windows of ``length`` values; the target is the twelfth."""
    rows = np.stack([_SERIES[i : i + 12] for i in range(240)])
    slices = tf.data.Dataset.from_tensor_slices((rows[:, :length], rows[:, 11:]))
    return slices.shuffle(240).batch(24).prefetch(tf.data.AUTOTUNE)


def make_dataset():
    return _windows(12)


def _model(length):
    model = keras.Sequential([keras.Input((length,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    return model


def make_model():
    return _model(12)


def mended_dataset():
    return _windows(11)


def mended_model():
    return _model(11)
