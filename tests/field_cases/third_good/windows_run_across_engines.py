CASE = {'id': 'windows_run_across_engines',
 'title': 'The windows are cut inside each engine.',
 'kind': 'good',
 'groups': [],
 'keras': '3',
 'evidence': 'the mended twin: MAE on windows of new engines 0.367 with the mistake, 0.159 mended'}

import keras
import numpy as np
import tensorflow as tf
from keras import layers

HISTORY, HORIZON, SENSORS = 12, 8, 4


def run_to_failure(engines, seed):
    rng = np.random.default_rng(seed)
    fleet = []
    for _ in range(engines):
        cycles = int(rng.integers(24, 36))
        wear = np.exp(-np.arange(cycles)[::-1] / rng.uniform(6, 12))
        base = rng.normal(0, 1.5, SENSORS)  # each engine has a level of its own
        readings = base + wear[:, None] * np.array([2.0, -1.2, 0.8, 0.5]) + rng.normal(0, 0.08, (cycles, SENSORS))
        fleet.append(readings.astype("float32"))
    return fleet


def cut(readings):
    """The last HISTORY cycles of all sensors, and the mean exhaust temperature of the next HORIZON cycles."""
    count = len(readings) - HISTORY - HORIZON + 1
    x = np.stack([readings[i:i + HISTORY] for i in range(count)])
    y = np.stack([readings[i + HISTORY:i + HISTORY + HORIZON, 0].mean() for i in range(count)])
    return x, y


def windows(fleet):
    parts = [cut(readings) for readings in fleet]
    return tuple(np.concatenate(column) for column in zip(*parts))


def make_dataset():
    return tf.data.Dataset.from_tensor_slices(windows(run_to_failure(90, 1))).shuffle(3000).batch(32).prefetch(2)


def make_validation():
    return tf.data.Dataset.from_tensor_slices(windows(run_to_failure(15, 2))).batch(128)


def make_model():
    keras.utils.set_random_seed(22)
    model = keras.Sequential([
        keras.Input((HISTORY, SENSORS)),
        layers.Conv1D(24, 3, activation="relu"),
        layers.Flatten(),
        layers.Dense(48, activation="relu"),
        layers.Dense(1),
    ])
    model.compile(optimizer=keras.optimizers.Adam(0.002), loss="mse", metrics=["mae"])
    return model


FIT = dict(epochs=15)
