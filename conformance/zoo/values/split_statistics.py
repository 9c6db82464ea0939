"""Looks for scaling that was fitted to more than the training rows, or that differs between parts.

Why it matters: a mean computed over training and validation rows together carries the validation
rows into every feature. In a series whose last quarter lies higher, training features then had mean
-0.54 and deviation 0.35 after "normalisation" instead of 0 and 1, and the validation score is about
rows the scaling had already seen. Scaled by its own mean, the validation part hides the very shift
it should show; and where the scaling step is missing in one part (0..1 against 0..255), val_loss says
nothing. So it does where the targets of one part alone were standardised: prices of 84,000 to 443,000
against predictions around 0.
https://www.tensorflow.org/tutorials/structured_data/time_series#normalize_the_data

What to look at: which part has mean 0 and deviation 1 to float precision; n random rows miss them by
about 1/sqrt(n). Split first, fit the scaling on the training part, and apply it to both.

When to ignore it: when validation rows are known in advance in production too (transductive use);
list it under expected failures with that reason.
"""

import numpy as np
import tensorflow as tf
from tensorflow import keras

_RNG = np.random.default_rng(0)
_X = np.concatenate([_RNG.normal(0, 1, (240, 3)), _RNG.normal(2, 1, (72, 3))]).astype("float32")
_Y = _X.sum(1, keepdims=True)


def _part(rows, fitted_on):
    x = (_X[rows] - _X[fitted_on].mean(0)) / _X[fitted_on].std(0)
    return tf.data.Dataset.from_tensor_slices((x, _Y[rows]))


def make_dataset():
    return _part(slice(0, 240), slice(None)).shuffle(240).batch(24).prefetch(tf.data.AUTOTUNE)


def make_validation():
    return _part(slice(240, None), slice(None)).batch(24)


def make_model():
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    return model


def mended_dataset():
    return _part(slice(0, 240), slice(0, 240)).shuffle(240).batch(24).prefetch(tf.data.AUTOTUNE)


def mended_validation():
    return _part(slice(240, None), slice(0, 240)).batch(24)
