from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id="window_and_target_shuffled_apart",
    title="input and target windows come from two calls with shuffle=True and are zipped: each pairs with any other",
    source="https://github.com/keras-team/keras/issues/18389",
    kind="silent",
    groups=['randomness', 'labels', 'completeness'],
    keras="any",
)

PAST, FUTURE = 24, 6


def make_dataset():
    rng = np.random.default_rng(44)
    hours = np.arange(400)
    load = 520 + 130 * np.sin(2 * np.pi * hours / 24) + 40 * np.sin(2 * np.pi * hours / 168)
    load = load + rng.normal(0, 15, 400)
    load = ((load - load.mean()) / load.std()).astype("float32")
    usable = len(load) - PAST - FUTURE + 1
    windows = keras.utils.timeseries_dataset_from_array(
        load[: usable + PAST - 1, None], None, sequence_length=PAST, batch_size=24, shuffle=True
    )
    targets = keras.utils.timeseries_dataset_from_array(
        load[PAST:], None, sequence_length=FUTURE, batch_size=24, shuffle=True
    )
    return tf.data.Dataset.zip((windows, targets))


def make_model():
    model = keras.Sequential(
        [keras.Input((PAST, 1)), keras.layers.LSTM(12), keras.layers.Dense(FUTURE)]
    )
    model.compile("adam", "mse")
    return model
