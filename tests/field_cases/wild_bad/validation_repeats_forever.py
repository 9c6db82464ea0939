from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="validation_repeats_forever",
    title="One helper repeats both sets; validation has no validation_steps",
    source=(
        "https://keras.io/api/models/model_training_apis/ (validation_steps with an infinite "
        "validation set)"
    ),
    kind="error",
    cause="infinite-no-steps",
    groups=["completeness", "training"],
    keras="any",
    explain=(
        "Training has steps_per_epoch, the endless validation set has no bound: Keras 2 "
        "refuses, Keras 3 never returns from the first validation."
    ),
)

FIT = dict(steps_per_epoch=10)


def _pipe(seed, rows):
    x = np.random.default_rng(seed).normal(size=(rows, 5)).astype("float32")
    y = (x[:, :1] - x[:, 1:2]).astype("float32")
    return (
        tf.data.Dataset.from_tensor_slices((x, y))
        .shuffle(rows)
        .repeat()
        .batch(32)
        .prefetch(tf.data.AUTOTUNE)
    )


def make_dataset():
    return _pipe(72, 320)


def make_validation():
    return _pipe(73, 64)


def make_model():
    model = keras.Sequential(
        [keras.Input((5,)), keras.layers.Dense(8, activation="relu"), keras.layers.Dense(1)]
    )
    model.compile("adam", "mse")
    return model
