from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="softmax_over_one_unit",
    title="One output unit with softmax for two classes",
    source=(
        "https://keras.io/api/layers/activations/ (softmax normalises over the last axis, "
        "here of length 1)"
    ),
    kind="silent",
    cause="output-activation-mismatch",
    groups=["labels", "training"],
    keras="any",
    explain=(
        "softmax over one value is the constant 1 whatever the row. Use sigmoid, or two units."
    ),
    evidence="all predictions are exactly 1.0 after training",
)


def make_dataset():
    rng = np.random.default_rng(31)
    x = rng.normal(size=(320, 6)).astype("float32")
    y = (x[:, 0] + x[:, 1] > 0).astype("float32")
    return (
        tf.data.Dataset.from_tensor_slices((x, y)).shuffle(320).batch(32).prefetch(tf.data.AUTOTUNE)
    )


def make_model():
    model = keras.Sequential(
        [
            keras.Input((6,)),
            keras.layers.Dense(8, activation="relu"),
            keras.layers.Dense(1, activation="softmax"),
        ]
    )
    model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
    return model
