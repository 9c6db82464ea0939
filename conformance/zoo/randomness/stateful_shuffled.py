"""Looks for rows in random order that reach a layer which keeps its state.

Why it matters: with `stateful=True` row i of a batch goes on from the state that row i of the batch
before left behind. `fit` shuffles arrays unless it is told not to, and a `shuffle` in the pipeline does
the same: each row then goes on from another sequence. Nothing raises; measured in a train_step that
records what comes, fewer than 1 % of the rows continued their own series, and all with shuffle=False
(https://github.com/keras-team/keras/issues/1820).

What to look at: `fit(..., shuffle=False)`, and that the rows of a batch are cut so that each continues
in the next. A shuffle of whole files or series, before they are cut, is not reported.

When to ignore it: with callbacks or a train_step of one's own that may reset the states before every
batch it is a warning.
"""

import numpy as np
from tensorflow import keras

STEPS, BATCH = 6, 8
FIT = {"batch_size": BATCH}


def make_dataset():
    series = np.sin(np.arange(BATCH * 20 * STEPS + 1) / 7.0).astype("float32")
    x = series[:-1].reshape(BATCH, 20, STEPS, 1).swapaxes(0, 1).reshape(-1, STEPS, 1)
    y = series[STEPS::STEPS].reshape(BATCH, 20, 1).swapaxes(0, 1).reshape(-1, 1)
    return x, y


def make_model():
    inputs = keras.Input(batch_shape=(BATCH, STEPS, 1))
    hidden = keras.layers.LSTM(4, stateful=True)(inputs)
    model = keras.Model(inputs, keras.layers.Dense(1)(hidden))
    model.compile("sgd", "mse")
    return model


MENDED_FIT = {"batch_size": BATCH, "shuffle": False}
