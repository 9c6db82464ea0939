from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="weights_negative",
    title="Standardised importance scores are used as sample weights",
    source=(
        "https://keras.io/api/models/model_training_apis/ (sample_weight scales the loss of "
        "each sample)"
    ),
    kind="silent",
    cause="sample-weight-values",
    groups=["labels", "values"],
    keras="any",
    explain=(
        "Half of the weights are below zero, so their loss is maximised. Weights must not be "
        "negative."
    ),
    evidence="weights from -3.9 to 1.2, mean 0; the loss is negative (-0.04)",
)


def make_dataset():
    rng = np.random.default_rng(44)
    x = rng.normal(size=(320, 5)).astype("float32")
    y = (x[:, :2].sum(1, keepdims=True) / 2).astype("float32")
    age_in_days = rng.exponential(200, 320)
    weight = ((age_in_days.mean() - age_in_days) / age_in_days.std()).astype("float32")
    return (
        tf.data.Dataset.from_tensor_slices((x, y, weight))
        .shuffle(320)
        .batch(32)
        .prefetch(tf.data.AUTOTUNE)
    )


def make_model():
    model = keras.Sequential(
        [keras.Input((5,)), keras.layers.Dense(8, activation="relu"), keras.layers.Dense(1)]
    )
    model.compile("adam", "mse")
    return model
