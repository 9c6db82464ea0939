from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="sampling_rate_leaves_target_inside",
    title="targets start after sequence_length readings although sampling_rate=6 stretches the window over six times as many, so the target is one of the inputs",
    source="https://github.com/keras-team/keras/issues/17410",
    kind="silent",
    groups=['labels', 'values'],
    keras="any",
)

HOURS = 24
PER_HOUR = 6


def make_dataset():
    rng = np.random.default_rng(25)
    t = np.arange(900)
    temperature = 9 + 6 * np.sin(2 * np.pi * t / 144) + np.cumsum(rng.normal(0, 0.08, 900))
    humidity = 70 - 2 * (temperature - 9) + rng.normal(0, 3, 900)
    table = np.stack([temperature, humidity], axis=1)
    table = ((table - table.mean(axis=0)) / table.std(axis=0)).astype("float32")
    return keras.utils.timeseries_dataset_from_array(
        table,
        targets=table[HOURS:, 0],
        sequence_length=HOURS,
        sampling_rate=PER_HOUR,
        batch_size=32,
        shuffle=True,
        seed=4,
    )


def make_model():
    model = keras.Sequential(
        [
            keras.Input((HOURS, 2)),
            keras.layers.Flatten(),
            keras.layers.Dense(16, activation="relu"),
            keras.layers.Dense(1),
        ]
    )
    model.compile("adam", "mse")
    return model
