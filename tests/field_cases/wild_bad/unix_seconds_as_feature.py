from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="unix_seconds_as_feature",
    title="Unix seconds are a raw float32 feature",
    source=(
        "https://www.tensorflow.org/tutorials/structured_data/time_series (the time in "
        "seconds is not a useful input)"
    ),
    kind="silent",
    cause="unnormalized-input",
    groups=["values", "elements"],
    keras="any",
    explain=(
        "1.7e9 swamps the other columns and float32 rounds it to 128 s. Use sin/cos of the "
        "hour, or the age."
    ),
    evidence="column maximum 1.7e9, deviation of the other 1; first loss 5e15",
)


def make_dataset():
    rng = np.random.default_rng(23)
    seconds = 1_700_000_000 + rng.integers(0, 86_400, 400)
    load = rng.normal(size=400)
    y = (np.sin(seconds / 86_400 * 2 * np.pi) + 0.3 * load).astype("float32")[:, None]
    x = np.stack([seconds, load], axis=1).astype("float32")
    return (
        tf.data.Dataset.from_tensor_slices((x, y)).shuffle(400).batch(32).prefetch(tf.data.AUTOTUNE)
    )


def make_model():
    model = keras.Sequential(
        [keras.Input((2,)), keras.layers.Dense(16, activation="relu"), keras.layers.Dense(1)]
    )
    model.compile("adam", "mse")
    return model
