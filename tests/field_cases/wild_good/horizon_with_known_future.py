from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="horizon_with_known_future",
    title="Six hours of load from a day of load and the calendar of the six hours to come",
    source="https://www.tensorflow.org/tutorials/structured_data/time_series",
    trap="an input from the time of the targets (only the calendar); windows overlap; validation is later",
    keras="any",
)

PAST, AHEAD = 24, 6


def _windows(first, last):
    rng = np.random.default_rng(45)
    hours = np.arange(420)
    load = 520 + 130 * np.sin(2 * np.pi * hours / 24) + 40 * np.sin(2 * np.pi * hours / 168)
    load = load + rng.normal(0, 15, 420)
    load = ((load - load[:320].mean()) / load[:320].std()).astype("float32")
    day = 2 * np.pi * hours / 24
    calendar = np.stack([np.sin(day), np.cos(day)], 1).astype("float32")
    starts = np.arange(first, last - PAST - AHEAD + 1)
    back = starts[:, None] + np.arange(PAST)
    ahead = starts[:, None] + PAST + np.arange(AHEAD)
    return {"past": load[back][..., None], "calendar": calendar[ahead]}, load[ahead]


def make_dataset():
    inputs, targets = _windows(0, 320)
    ds = tf.data.Dataset.from_tensor_slices((inputs, targets))
    return ds.shuffle(len(targets)).batch(32).prefetch(tf.data.AUTOTUNE)


def make_validation():
    return tf.data.Dataset.from_tensor_slices(_windows(320, 420)).batch(32)


def make_model():
    past = keras.Input((PAST, 1), name="past")
    calendar = keras.Input((AHEAD, 2), name="calendar")
    h = keras.layers.LSTM(12)(past)
    h = keras.layers.Concatenate()([h, keras.layers.Flatten()(calendar)])
    out = keras.layers.Dense(AHEAD)(keras.layers.Dense(16, activation="relu")(h))
    model = keras.Model({"past": past, "calendar": calendar}, out)
    model.compile("adam", "mse")
    return model
