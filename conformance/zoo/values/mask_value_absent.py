"""Looks for padding that the model's mask does not know.

Why it matters: `Masking(-1.0)` skips steps of -1 and `Embedding(mask_zero=True)` skips the id 0. When
the padded array is standardised, the -1 of the padding becomes another number; when words are numbered
from 0 and padded with something else, 0 never comes. Then no step is skipped, the padding is read as
data, and the shorter a sequence is the more of it is padding. Nothing raises.

What to look at: the order of scaling and padding. In the finding: the step that fills the ends of the
sequences, and there alone.

When to ignore it: never. Only padding of different lengths is reported, and only where its value
stands nowhere else in the data.
"""

import numpy as np
import tensorflow as tf
from tensorflow import keras


def _series(pad_first):
    rng = np.random.default_rng(0)
    lengths = rng.integers(4, 12, 96)
    there = np.arange(12) < lengths[:, None]
    values = 20 + 5 * rng.normal(size=(96, 12)).cumsum(axis=1)
    y = (values[np.arange(96), lengths - 1] > 20).astype("float32")
    if pad_first:
        values = np.where(there, values, -1.0)
        values = (values - values.mean()) / values.std()
    else:
        values = (values - values[there].mean()) / values[there].std()
        values = np.where(there, values, -1.0)
    x = values.astype("float32")[:, :, None]
    data = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(96)
    return data.batch(16).prefetch(tf.data.AUTOTUNE)


def make_dataset():
    return _series(True)


def make_model():
    layers = [keras.layers.Masking(-1.0), keras.layers.SimpleRNN(4)]
    head = keras.layers.Dense(1, activation="sigmoid")
    model = keras.Sequential([keras.Input((12, 1)), *layers, head])
    model.compile("sgd", "binary_crossentropy")
    return model


def mended_dataset():
    return _series(False)
