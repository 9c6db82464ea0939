from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="mask_value_lost_in_scaling",
    title="steps padded with -1 are standardised along with the data, so Masking(-1) masks nothing",
    source="composed",
    kind="silent",
    groups=["values", "wiring"],
    keras="any",
)

STEPS = 16


def make_dataset():
    rng = np.random.default_rng(14)
    n = 160
    x = np.full((n, STEPS, 2), -1.0)
    y = np.zeros((n, 1), "float32")
    for row in range(n):
        length = int(rng.integers(6, STEPS + 1))
        temperature = rng.normal(19, 4) + rng.normal(0, 0.6, length).cumsum()
        humidity = np.clip(rng.normal(55, 12) + rng.normal(0, 2, length).cumsum(), 5, 99)
        x[row, :length, 0] = temperature
        x[row, :length, 1] = humidity
        y[row, 0] = (temperature[-1] - 19) / 5
    x = (x - x.mean(axis=(0, 1))) / x.std(axis=(0, 1))
    ds = tf.data.Dataset.from_tensor_slices((x.astype("float32"), y))
    return ds.shuffle(n).batch(20).prefetch(tf.data.AUTOTUNE)


def make_model():
    model = keras.Sequential(
        [
            keras.Input((STEPS, 2)),
            keras.layers.Masking(mask_value=-1.0),
            keras.layers.SimpleRNN(8),
            keras.layers.Dense(1),
        ]
    )
    model.compile("adam", "mse")
    return model
