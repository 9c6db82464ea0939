from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="targets_beyond_sigmoid",
    title="Ages 18..90 as targets of a sigmoid output",
    source="https://keras.io/api/layers/activations/ (sigmoid returns values in 0..1)",
    kind="silent",
    cause="target-out-of-activation-range",
    groups=["labels", "values"],
    keras="any",
    explain=(
        "The output can never leave 0..1, so it saturates at 1 for everybody. Use a linear "
        "output or scale the age."
    ),
    evidence="targets 18..89, predictions 0.24..0.80; mse stays at 2648",
)


def make_dataset():
    rng = np.random.default_rng(42)
    x = rng.normal(size=(400, 7)).astype("float32")
    age = np.clip(50 + 12 * x[:, 0] - 6 * x[:, 4] + rng.normal(size=400), 18, 90).astype("float32")
    return (
        tf.data.Dataset.from_tensor_slices((x, age))
        .shuffle(400)
        .batch(40)
        .prefetch(tf.data.AUTOTUNE)
    )


def make_model():
    model = keras.Sequential(
        [
            keras.Input((7,)),
            keras.layers.Dense(16, activation="relu"),
            keras.layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.compile("adam", "mse", metrics=["mae"])
    return model
