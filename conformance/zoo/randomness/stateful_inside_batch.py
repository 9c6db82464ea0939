"""Looks for a stateful layer whose rows go on inside the batch and not in the next one.

Why it matters: with `stateful=True` row i of a batch begins with the state that row i of the batch before
left (https://keras.io/api/layers/recurrent_layers/lstm/: the state of the sample at index i is used for
the sample of index i in the following batch). A series cut into pieces and batched as they come puts
piece 2 beside piece 1 in the same batch: each state goes to a piece that begins somewhere else. Nothing
raises.

What to look at: where the rows of the second batch begin. Cut the series into as many long parts as a
batch has rows; batch k holds the k-th piece of each part.

When to ignore it: a warning, for the states may be reset after each batch, and a series of a few waves is
much the same everywhere. It compares what the rows begin with and where others end.
"""

import numpy as np
import tensorflow as tf
from tensorflow import keras

STEPS, BATCH = 8, 16


def _pieces(arranged):
    noise = np.random.default_rng(0).normal(0, 0.02, BATCH * 6 * STEPS + 1)
    series = (np.sin(np.arange(len(noise)) / 9.0) + noise).astype("float32")
    x, y = (arranged(s.reshape(-1, STEPS, 1)) for s in (series[:-1], series[1:]))
    return tf.data.Dataset.from_tensor_slices((x, y)).batch(BATCH, drop_remainder=True).prefetch(2)


def make_dataset():
    return _pieces(lambda rows: rows)


def make_model():
    inputs = keras.Input(batch_shape=(BATCH, STEPS, 1))
    hidden = keras.layers.GRU(4, stateful=True, return_sequences=True)(inputs)
    model = keras.Model(inputs, keras.layers.Dense(1)(hidden))
    model.compile("sgd", "mse")
    return model


def mended_dataset():
    return _pieces(
        lambda rows: rows.reshape(BATCH, -1, STEPS, 1).swapaxes(0, 1).reshape(rows.shape)
    )
