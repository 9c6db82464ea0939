from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="hourly_windows_of_ten_minute_readings",
    title="Windows of 24 hourly values from ten-minute readings, the target one hour after the last of them",
    source="https://github.com/tensorflow/tensorflow/issues/60135",
    trap="overlapping windows, targets shifted by sequence_length times sampling_rate",
    keras="any",
)

HOURS, PER_HOUR = 24, 6


def make_dataset():
    rng = np.random.default_rng(47)
    t = np.arange(900)
    temperature = 9 + 6 * np.sin(2 * np.pi * t / 144) + np.cumsum(rng.normal(0, 0.08, 900))
    pressure = 1013 + np.cumsum(rng.normal(0, 0.2, 900))
    table = np.stack([temperature, pressure], axis=1)
    table = ((table - table.mean(axis=0)) / table.std(axis=0)).astype("float32")
    ds = keras.utils.timeseries_dataset_from_array(
        table,
        targets=table[HOURS * PER_HOUR :, 0],
        sequence_length=HOURS,
        sampling_rate=PER_HOUR,
        batch_size=32,
        shuffle=True,
        seed=9,
    )
    return ds


def make_model():
    model = keras.Sequential(
        [
            keras.Input((HOURS, 2)),
            keras.layers.Conv1D(8, 5, activation="relu"),
            keras.layers.Flatten(),
            keras.layers.Dense(1),
        ]
    )
    model.compile("adam", "mse")
    return model
