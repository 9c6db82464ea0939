CASE = {'id': 'forecast_target_is_last_input',
 'title': 'timeseries_dataset_from_array is given targets from index WINDOW - 1 on: the target of a window '
          'is its own last reading, not the next one.',
 'kind': 'silent',
 'groups': ['labels', 'elements'],
 'keras': '3',
 'evidence': 'MAE as a forecast of the next reading 0.78 with the mistake (its own validation says 0.04), '
             '0.23 mended'}

import keras
import numpy as np
from keras import layers

WINDOW = 24


def substation_load(hours, seed):
    rng = np.random.default_rng(seed)
    t = np.arange(hours)
    daily = np.sin(2 * np.pi * t / 24) + 0.5 * np.sin(2 * np.pi * t / 12 + 1)
    furnace = 1.2 * np.sign(np.sin(2 * np.pi * t / 5))
    slow = np.cumsum(rng.normal(0, 0.02, hours))
    return (daily + furnace + slow + rng.normal(0, 0.15, hours)).astype("float32")


LOAD = substation_load(2200, 4)
MEAN, STD = LOAD[:1700].mean(), LOAD[:1700].std()
TRAIN, VALID = (LOAD[:1700] - MEAN) / STD, (LOAD[1700:] - MEAN) / STD


def windows(series, shuffle):
    return keras.utils.timeseries_dataset_from_array(
        data=series[:-1, None],
        targets=series[WINDOW - 1:],
        sequence_length=WINDOW,
        batch_size=32,
        shuffle=shuffle,
        seed=5,
    )


def make_dataset():
    return windows(TRAIN, True)


def make_validation():
    return windows(VALID, False)


def make_model():
    keras.utils.set_random_seed(19)
    model = keras.Sequential([
        keras.Input((WINDOW, 1)),
        layers.Conv1D(24, 5, activation="relu"),
        layers.Flatten(),
        layers.Dense(32, activation="relu"),
        layers.Dense(1),
    ])
    model.compile(optimizer=keras.optimizers.Adam(0.003), loss="mse", metrics=["mae"])
    return model


FIT = dict(epochs=8)
