from __future__ import annotations

import numpy as np
import tensorflow as tf
from tensorflow import keras

CASE = dict(
    id='timeseries_from_array',
    title='keras.utils.timeseries_dataset_from_array',
    source='composed for the kit',
    keras='any',
)


def make_dataset():
    s = np.sin(np.arange(400) / 9).astype("float32")[:, None]
    return keras.utils.timeseries_dataset_from_array(s[:-24], s[24:], sequence_length=24, batch_size=32, shuffle=True)


def make_model():
    model = keras.Sequential([keras.Input((24, 1)), keras.layers.GRU(4), keras.layers.Dense(1)])
    model.compile("adam", "mse")
    return model
