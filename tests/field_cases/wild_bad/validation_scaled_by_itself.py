from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="validation_scaled_by_itself",
    title="Validation rows are standardised with their own mean and deviation",
    source=(
        "https://www.tensorflow.org/tutorials/structured_data/time_series (use the training "
        "mean and std everywhere)"
    ),
    kind="silent",
    cause="preprocessing-differs-between-splits",
    groups=["values", "completeness"],
    keras="any",
    explain=(
        "The later rows lie higher; scaled by themselves they look like the training rows, so "
        "val_loss is wrong. Reuse the training statistics."
    ),
    evidence=(
        "features of both parts have mean 0 and deviation 1, the targets mean 0.0 and 7.5; "
        "val_loss 56 against loss 0.5"
    ),
)

_rng = np.random.default_rng(60)
_level = np.concatenate([np.zeros(300), np.full(100, 2.5)])[:, None]
_x = (_rng.normal(size=(400, 3)) + _level).astype("float32")
_y = _x.sum(1, keepdims=True)


def _standardise(x, y):
    x = (x - x.mean(0)) / x.std(0)
    return tf.data.Dataset.from_tensor_slices((x, y))


def make_dataset():
    return _standardise(_x[:300], _y[:300]).shuffle(300).batch(30).prefetch(tf.data.AUTOTUNE)


def make_validation():
    return _standardise(_x[300:], _y[300:]).batch(50)


def make_model():
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1)])
    model.compile(keras.optimizers.Adam(0.05), "mse")
    return model
