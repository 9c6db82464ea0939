"""Looks for inputs of a forecast that were smoothed with values to come.

Why it matters: a centred average, `rolling(center=True)`, a Savitzky-Golay or a zero-phase filter over
the whole series mixes later values into each step. Windows that are cut afterwards hold a part of their
own target in their last steps. Held-out error looks a third better than it will be, since the held-out
data were smoothed the same way.

How it is told: the arrays that the pipeline's own functions held are kept while it is built. Windows and
targets are looked up in them, exactly; if the series of the windows is a filter of another with positive
weights on later steps, without which it does not fit (an F-test far below one chance in a million), the
finding says how far ahead it looks.

What to look at: what is done to the whole series before windows are cut.

When to ignore it: never in a forecast; a task that has the later values too takes its target from within
the window, and is not asked.
"""

import numpy as np
import tensorflow as tf
from tensorflow import keras

STEPS, SPAN = 16, 5


def _returns():
    rng = np.random.default_rng(0)
    shocks = rng.normal(0, 1, 1200)
    return shocks[1:] + 0.5 * shocks[:-1]


def _windows(smooth, returns):
    places = range(len(returns) - STEPS)
    x = np.stack([smooth[i : i + STEPS] for i in places]).astype("float32")[..., None]
    y = returns[STEPS:].astype("float32")[:, None]
    return tf.data.Dataset.from_tensor_slices((x, y)).shuffle(len(x)).batch(32).prefetch(2)


def make_dataset():
    returns = _returns()
    padded = np.pad(returns, SPAN // 2, mode="edge")
    smooth = np.convolve(padded, np.ones(SPAN) / SPAN, mode="valid")
    return _windows(smooth, returns)


def make_model():
    layers = [keras.Input((STEPS, 1)), keras.layers.Flatten(), keras.layers.Dense(1)]
    model = keras.Sequential(layers)
    model.compile("adam", "mse")
    return model


def mended_dataset():
    returns = _returns()
    padded = np.pad(returns, (SPAN - 1, 0), mode="edge")
    smooth = np.convolve(padded, np.ones(SPAN) / SPAN, mode="valid")
    return _windows(smooth, returns)
